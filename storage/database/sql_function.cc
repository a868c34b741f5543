#include "storage/database/sql_function.h"

#include <sqlite3.h>

#include <cstddef>
#include <exception>
#include <new>
#include <utility>
#include <vector>

namespace storage {

SqlValue sql_value_of(sqlite3_value* value) {
  const auto view = [](const void* bytes, int size) {
    return bytes == nullptr
               ? std::string_view("")
               : std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  };
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      return int64_t{sqlite3_value_int64(value)};
    case SQLITE_FLOAT:
      return sqlite3_value_double(value);
    case SQLITE_TEXT: {
      const void* text = sqlite3_value_text(value);  // first: it may convert, and change the size
      return view(text, sqlite3_value_bytes(value));
    }
    case SQLITE_BLOB: {
      const void* bytes = sqlite3_value_blob(value);
      return Blob{view(bytes, sqlite3_value_bytes(value))};
    }
    default:
      return std::monostate();
  }
}

namespace {

struct Answering {
  sqlite3_context* context;
  void operator()(std::monostate) const { sqlite3_result_null(context); }
  void operator()(int64_t number) const { sqlite3_result_int64(context, number); }
  void operator()(double number) const { sqlite3_result_double(context, number); }
  void operator()(const std::string& text) const {
    sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  void operator()(const OwnedBlob& blob) const {
    sqlite3_result_blob64(context, blob.bytes.data(), blob.bytes.size(), SQLITE_TRANSIENT);
  }
  void operator()(const SqlFailure& failure) const {
    sqlite3_result_error(context, failure.words.data(), static_cast<int>(failure.words.size()));
  }
};

void call_function(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
  try {
    const auto& function = *static_cast<const SqlFunction*>(sqlite3_user_data(context));
    std::vector<SqlValue> arguments;
    arguments.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) arguments.push_back(sql_value_of(values[i]));
    std::visit(Answering{context}, function(arguments));
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  } catch (const std::exception& error) {
    sqlite3_result_error(context, error.what(), -1);
  }
}

void delete_function(void* function) noexcept { delete static_cast<SqlFunction*>(function); }

}  // namespace

int add_sql_function(sqlite3* db, const std::string& name, int arguments, SqlFunction function) {
  // Not from within the file's own views: they are as little trusted as its rows.
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  return sqlite3_create_function_v2(db, name.c_str(), arguments, flags,
                                    new SqlFunction(std::move(function)), call_function, nullptr,
                                    nullptr, delete_function);
}

}  // namespace storage
