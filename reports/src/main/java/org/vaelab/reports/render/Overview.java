// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.reports.comparison.ChangeText;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.text.TextTemplate;

/**
 * The first paragraph of a report: what was compared on which data, what came of it, and what was
 * replaced in the config.
 */
final class Overview {

    private static final int SHOWN_CHANGES = 4;

    private final Comparison comparison;
    private final Map<String, @Nullable Object> facts = new HashMap<>();

    private Overview(Comparison comparison) {
        this.comparison = comparison;
    }

    static String of(Comparison comparison) {
        Overview overview = new Overview(comparison);
        overview.compared();
        overview.runs();
        overview.baselines();
        overview.facts.put("budget", comparison.plan().budget());
        overview.facts.put("changes", overview.changes());
        // A sentence is a line of the template.
        return TextTemplate.fill(Overview.class, "overview.md", overview.facts)
                .strip()
                .replace('\n', ' ');
    }

    private void compared() {
        int seeds = comparison.seeds().size();
        boolean each = comparison.models().stream().allMatch(model -> model.runs().size() == seeds);
        facts.put("models", Facts.count(comparison.models().size(), "model"));
        facts.put("seeds", Facts.count(seeds, "seed"));
        facts.put("each", seeds > 1 && each);
        facts.put("inAll", seeds > 1 && !each);
        List<Provenance> runs = comparison.ended().stream().map(RunRecord::provenance).toList();
        List<Provenance.Data> data = runs.stream().map(Provenance::data).distinct().toList();
        facts.put("data", data.size() == 1 ? Facts.data(runs.get(0)) : null);
        facts.put("sets", data.size() > 1 ? data.size() : 0);
    }

    private void runs() {
        int all = comparison.runs().size();
        int done = comparison.completed().size();
        long failed = comparison.runs().stream().filter(r -> r.failure().isPresent()).count();
        facts.put("several", all > 1);
        facts.put("done", done);
        facts.put("whole", done == all);
        facts.put("runs", Facts.count(all, "run"));
        facts.put("failed", failed);
        facts.put("pending", all - done - failed);
    }

    /** Adds the baseline, or those of joined comparisons that have not one in common. */
    private void baselines() {
        facts.put("baseline", comparison.baseline().map(b -> b.label().plain()).orElse(""));
        List<Optional<ComparedModel>> ofData =
                comparison.baselines().size() < 2
                        ? List.of()
                        : comparison.byData().stream()
                                .map(part -> part.comparison().baseline())
                                .toList();
        boolean isOne = ofData.stream().allMatch(Optional::isPresent);
        facts.put("one", !ofData.isEmpty() && isOne);
        facts.put("apart", !isOne);
        facts.put("baselines", String.join(", ", comparison.baselines()));
        facts.put(
                "found",
                ofData.stream()
                        .flatMap(Optional::stream)
                        .map(model -> model.label().plain())
                        .collect(Collectors.joining(", ")));
    }

    /** Returns the first values that were replaced in the config. */
    private String changes() {
        List<SettingChange> changes = comparison.plan().changes();
        int more = changes.size() - SHOWN_CHANGES;
        return changes.stream()
                        .limit(SHOWN_CHANGES)
                        .map(change -> ChangeText.of(change, "→") + only(change))
                        .collect(Collectors.joining("; "))
                + (more > 0 ? "; and " + more + " more" : "");
    }

    /**
     * Returns the models whose config was changed, if joined comparisons were changed differently.
     */
    private String only(SettingChange change) {
        List<String> models = comparison.onlyOf(change);
        return models.isEmpty() ? "" : " (" + String.join(", ", models) + ")";
    }
}
