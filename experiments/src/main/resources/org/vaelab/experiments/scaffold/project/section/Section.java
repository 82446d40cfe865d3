package {{package}};

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.render.ReportSection;
import org.vaelab.reports.render.Section;

/** The runs that took longest to train. */
public final class {{Name}}Section implements ReportSection {

    private static final int MOST = 3;

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
        longest.sort(
                Comparator.comparingDouble((RunRecord run) -> run.timing().trainSeconds()).reversed());
        return longest.stream()
                .limit(MOST)
                .<Section.Block>map(
                        run ->
                                new Section.Text(
                                        "%s, seed %d: %.0f s of training."
                                                .formatted(
                                                        run.model(),
                                                        run.seed(),
                                                        run.timing().trainSeconds())))
                .toList();
    }
}
