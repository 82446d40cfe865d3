package {{package}};

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.render.ReportSection;
import org.vaelab.reports.render.Section;
import org.vaelab.reports.tables.Table;

/** The runs that took longest to train. */
public final class {{Name}}Section implements ReportSection {

    private static final int MOST = 3;

    private static final List<Table.Column> COLUMNS =
            List.of(
                    Table.Column.text("Model"),
                    new Table.Column("Seed", "", true),
                    new Table.Column("Training", "s", true));

    @Override
    public String id() {
        return "{{name}}";
    }

    @Override
    public String title() {
        return "Longest runs";
    }

    @Override
    public List<Section.Block> blocks(Comparison comparison) {
        List<RunRecord> longest = new ArrayList<>(comparison.completed());
        if (longest.isEmpty()) {
            return List.of();
        }
        longest.sort(
                Comparator.comparingDouble((RunRecord run) -> run.timing().trainSeconds()).reversed());
        List<List<Table.Cell>> rows =
                longest.stream().limit(MOST).map({{Name}}Section::row).toList();
        String caption = "The runs that took longest to train.";
        return List.of(
                new Section.OfTable(new Table("{{name}}", caption, COLUMNS, rows, List.of())));
    }

    private static List<Table.Cell> row(RunRecord run) {
        double seconds = run.timing().trainSeconds();
        return List.of(
                Table.Cell.plain(run.model()),
                Table.Cell.number((double) run.seed(), 0),
                Table.Cell.number(seconds, 0));
    }
}
