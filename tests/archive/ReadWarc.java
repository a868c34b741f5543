// Reads a WARC file with JWAT, the validator of national libraries, digests and all. Prints what it
// finds wrong, and "N records, M problems"; ends with status 1 if there is a problem.
//   java -cp JARS ReadWarc.java FILE
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jwat.common.Diagnosis;
import org.jwat.common.Diagnostics;
import org.jwat.common.UriProfile;
import org.jwat.warc.WarcReader;
import org.jwat.warc.WarcReaderFactory;
import org.jwat.warc.WarcRecord;

public class ReadWarc {
  private static int problems = 0;

  public static void main(String[] arguments) throws Exception {
    int records = 0;
    try (InputStream in = new BufferedInputStream(new FileInputStream(arguments[0]), 1 << 16)) {
      WarcReader reader = WarcReaderFactory.getReader(in, 1 << 16);
      reader.setBlockDigestEnabled(true);
      reader.setPayloadDigestEnabled(true);
      reader.setWarcTargetUriProfile(UriProfile.RFC3986);
      for (WarcRecord record; (record = reader.getNextRecord()) != null; ) {
        ++records;
        record.close();
        String which = "record " + records + " (" + record.header.warcTypeStr + ", " + record.header.warcTargetUriStr + ")";
        report(which, record.diagnostics);
        if (record.getHttpHeader() != null) report(which + " HTTP header", record.getHttpHeader().diagnostics);
        if (!record.isCompliant()) say(which + ": not compliant");
        if (Boolean.FALSE.equals(record.isValidBlockDigest)) say(which + ": wrong block digest");
        if (Boolean.FALSE.equals(record.isValidPayloadDigest)) say(which + ": wrong payload digest");
      }
      report("file", reader.diagnostics);
      if (!reader.isCompliant()) say("file: not compliant");
      reader.close();
    }
    System.out.println(records + " records, " + problems + " problems");
    System.exit(problems == 0 && records > 0 ? 0 : 1);
  }

  private static void report(String which, Diagnostics diagnostics) {
    List<Diagnosis> all = new ArrayList<>(diagnostics.getErrors());
    all.addAll(diagnostics.getWarnings());
    for (Diagnosis one : all) say(which + ": " + one.type + " " + one.entity + " " + Arrays.toString(one.information));
  }

  private static void say(String words) {
    ++problems;
    System.out.println(words);
  }
}
