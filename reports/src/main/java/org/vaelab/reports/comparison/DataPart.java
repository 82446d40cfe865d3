// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.Provenance;

/**
 * The models of a comparison on one data set.
 *
 * @param id a short name for files, unique in the comparison
 * @param label the data set in a few words
 */
public record DataPart(String id, String label, Comparison comparison) {

    /** Returns the id of a table or figure of this part. */
    public String id(String of) {
        return of + "-" + id;
    }

    /** Returns the caption of a table or figure of this part. */
    public String caption(String of) {
        return "Data: " + label + ". " + of;
    }

    /**
     * Returns a part for each data set, in order; one part if all models are on one data set. Data
     * with one checksum are one data set, however evaluation prepares them.
     */
    static List<DataPart> of(Comparison comparison) {
        Map<String, List<ComparedModel>> models = new LinkedHashMap<>();
        Map<String, Provenance> provenance = new LinkedHashMap<>();
        for (ComparedModel model : comparison.models()) {
            Optional<Provenance> known = provenance(model);
            known.map(of -> of.data().checksum())
                    .or(() -> planned(model))
                    .ifPresent(
                            data ->
                                    models.computeIfAbsent(data, d -> new ArrayList<>())
                                            .add(model));
            known.ifPresent(of -> provenance.putIfAbsent(of.data().checksum(), of));
        }
        if (models.size() < 2) {
            return List.of(new DataPart("", "", comparison));
        }
        Map<String, String> labels = TaskLabels.of(provenance);
        List<ComparedMethod> methods = ComparedMethod.ofAll(comparison);
        List<DataPart> parts = new ArrayList<>();
        models.forEach(
                (data, of) ->
                        parts.add(
                                new DataPart(
                                        "data" + (parts.size() + 1),
                                        labels.getOrDefault(data, data),
                                        part(comparison, of, methods))));
        return parts;
    }

    private static Optional<Provenance> provenance(ComparedModel model) {
        return model.ended().stream().map(record -> record.provenance()).findFirst();
    }

    private static Optional<String> planned(ComparedModel model) {
        return model.runs().stream()
                .map(run -> run.planned().data())
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static Comparison part(
            Comparison comparison, List<ComparedModel> models, List<ComparedMethod> methods) {
        List<PlannedRun> runs =
                models.stream().flatMap(m -> m.runs().stream()).map(ComparedRun::planned).toList();
        // The baseline on other data is the same method there.
        List<String> baselines =
                methods.stream()
                        .filter(method -> method.has(comparison.baselines()))
                        .flatMap(method -> method.models().stream())
                        .filter(models::contains)
                        .map(ComparedModel::name)
                        .toList();
        @Nullable String baseline = baselines.size() == 1 ? baselines.get(0) : null;
        return new Comparison(
                comparison.plan().with(runs, baseline),
                models,
                comparison.changes(),
                baselines,
                comparison.configs(),
                comparison.searches());
    }
}
