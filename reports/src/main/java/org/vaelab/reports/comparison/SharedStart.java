// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Provenance;

/**
 * Seeds of a model whose runs go back to fewer runs than there are seeds. They share the training
 * of those, so their spread and every interval over seeds cover only what came after.
 *
 * @param starts the names of the runs that they start from, or that those started from
 */
@Internal
public record SharedStart(ComparedModel model, List<String> starts) {

    public SharedStart {
        starts = List.copyOf(starts);
    }

    /** Returns what the seeds of a model share; empty if each was trained on its own. */
    public static Optional<SharedStart> of(ComparedModel model) {
        List<Provenance.Start> level =
                model.completed().stream()
                        .map(record -> record.provenance().start())
                        .filter(Objects::nonNull)
                        .toList();
        while (level.size() > 1) {
            Map<String, String> names = new LinkedHashMap<>();
            level.forEach(start -> names.put(start.checksum(), start.name()));
            if (names.size() < level.size()) {
                return Optional.of(new SharedStart(model, List.copyOf(names.values())));
            }
            level = level.stream().map(Provenance.Start::start).filter(Objects::nonNull).toList();
        }
        return Optional.empty();
    }

    /**
     * Returns what intervals and tests over seeds cover, for a caption: a sentence with a space
     * before it for each model that shares a start, and {@link #looks}.
     */
    public static String note(Stream<ComparedModel> models) {
        List<ComparedModel> all = models.distinct().toList();
        return all.stream()
                        .flatMap(model -> of(model).stream())
                        .map(SharedStart::sentence)
                        .collect(Collectors.joining())
                + looks(all);
    }

    /**
     * Returns what it means that the number of seeds followed from results; nothing if it was
     * fixed.
     */
    public static String looks(List<ComparedModel> models) {
        String terms =
                models.stream()
                        .filter(model -> model.looks().isRepeated())
                        .map(ComparedModel::term)
                        .collect(Collectors.joining(", "));
        String text =
                " Seeds were added, left out or are missing after results of others (%s): intervals and p-values"
                        + " of differences are wider, and hold for every number of seeds together (always valid).";
        return terms.isEmpty() ? "" : text.formatted(terms);
    }

    private String sentence() {
        String text =
                " All seeds of %s start from %s: intervals and tests cover new seeds of the training"
                        + " from there, not %s.";
        return text.formatted(
                model.term(),
                String.join(", ", starts),
                starts.size() == 1 ? "another start" : "other starts");
    }
}
