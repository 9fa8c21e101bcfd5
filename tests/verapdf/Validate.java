import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * One warm veraPDF for a whole test run. Each line in is "flavour TAB path"; each line out is
 * "true|false TAB clause-test=count,..." or "error TAB what".
 */
public final class Validate {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] parts = line.split("\t", 2);
            out.println(answer(PDFAFlavour.byFlavourId(parts[0]), Path.of(parts[1])));
        }
    }

    private static String answer(PDFAFlavour flavour, Path path) {
        var foundry = Foundries.defaultInstance();
        try (var bytes = Files.newInputStream(path);
                var parser = foundry.createParser(bytes, flavour);
                var validator = foundry.createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            return result.isCompliant() + "\t" + failures(result);
        } catch (Exception error) {
            return "error\t" + error.toString().replaceAll("\\s+", " ");
        }
    }

    private static String failures(ValidationResult result) {
        var counts = new TreeMap<String, Integer>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                var rule = assertion.getRuleId();
                counts.merge(rule.getClause() + "-" + rule.getTestNumber(), 1, Integer::sum);
            }
        }
        var row = new StringJoiner(",");
        counts.forEach((rule, count) -> row.add(rule + "=" + count));
        return row.toString();
    }
}
