package {{package}};

import java.util.List;
import org.vaelab.testkit.reports.SectionContract;

/** The contract of sections, on the records of Records.sample(), and a row that its table must have. */
final class {{Name}}SectionTest extends SectionContract {

    {{Name}}SectionTest() {
        super("{{name}}");
    }

    @Override
    protected List<Row> rows() {
        return List.of(row("{{name}}", "Model", "iwae", "Seed", "2", "Training (s)", "121"));
    }
}
