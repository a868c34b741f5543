#include "explore/mcp/rpc_message.h"

#include <utility>

#include "parser/json/json_shape.h"

namespace explore {
namespace {

constexpr std::size_t kDeepestMessage = 64;
constexpr std::size_t kMostMessages = 100;  // in a batch

RpcMessage invalid_message(int code, std::string problem, Json id = nullptr) {
  RpcMessage message;
  message.code = code;
  message.problem = std::move(problem);
  message.id = std::move(id);
  return message;
}

bool is_id(const Json& id) { return id.is_string() || id.is_number_integer(); }

RpcMessage read_message(Json json) {
  if (!json.is_object()) return invalid_message(kInvalidRequest, "a message is a JSON object");
  RpcMessage message;
  const auto id = json.find("id");
  const bool has_id = id != json.end();
  if (has_id && is_id(*id)) message.id = *id;
  if (json.value("jsonrpc", Json()) != "2.0")
    return invalid_message(kInvalidRequest, "\"jsonrpc\" is to be \"2.0\"", message.id);
  if (!json.contains("method") && (json.contains("result") || json.contains("error"))) {
    message.kind = RpcMessage::Kind::kResponse;
    return message;
  }
  if (!json.contains("method") || !json["method"].is_string())
    return invalid_message(kInvalidRequest, "\"method\" is to be a string", message.id);
  if (has_id && message.id.is_null())
    return invalid_message(kInvalidRequest, "\"id\" is to be a string or a whole number");
  message.method = json["method"].get<std::string>();
  message.params = Json::object();
  if (json.contains("params")) message.params = std::move(json["params"]);
  if (!message.params.is_object())
    return invalid_message(kInvalidParams, "\"params\" is to be an object", message.id);
  message.kind = has_id ? RpcMessage::Kind::kRequest : RpcMessage::Kind::kNotification;
  return message;
}

}  // namespace

RpcLine read_rpc_line(std::string_view line) {
  RpcLine read;
  if (parser::shape_of_json(line, kDeepestMessage) != parser::JsonShape::kFit) {
    read.messages.push_back(invalid_message(kParseError, "nested too deep, or too many members"));
    return read;
  }
  Json json = Json::parse(line, nullptr, false);
  if (json.is_discarded()) {
    read.messages.push_back(invalid_message(kParseError, "this line is no JSON"));
    return read;
  }
  read.is_batch = json.is_array();
  if (!read.is_batch) {
    read.messages.push_back(read_message(std::move(json)));
  } else if (json.empty() || json.size() > kMostMessages) {
    read.is_batch = false;
    read.messages.push_back(invalid_message(kInvalidRequest, "a batch has 1 to 100 messages"));
  } else {
    read.messages.reserve(json.size());
    for (Json& each : json) read.messages.push_back(read_message(std::move(each)));
  }
  return read;
}

Json rpc_result(const Json& id, Json result) {
  return {{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}};
}

Json rpc_error(const Json& id, int code, std::string_view words, Json data) {
  Json error{{"code", code}, {"message", words}};
  if (!data.is_null()) error["data"] = std::move(data);
  return {{"jsonrpc", "2.0"}, {"id", id}, {"error", std::move(error)}};
}

Json rpc_notification(std::string_view method, Json params) {
  return {{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}};
}

std::string rpc_text(const Json& message) { return json_text(message) + '\n'; }

}  // namespace explore
