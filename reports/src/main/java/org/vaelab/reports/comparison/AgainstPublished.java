// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.PublishedValue;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.reports.statistics.MeanInterval;

/**
 * A published number with the measured one.
 *
 * <p>The two are comparable if the config states no deviation from the published protocol, and if
 * the runs followed the config unchanged and used the data, draws and examples of the published
 * number. Otherwise their difference means nothing.
 *
 * @param metric the metric of both
 * @param measured the result of the runs; empty if the plan has no such model
 * @param obstacles why the two are not comparable; empty if they are
 */
@Internal
public record AgainstPublished(
        PublishedValue published,
        ReportedMetric metric,
        Optional<MeasuredMetric> measured,
        List<String> obstacles) {

    /** The result of the comparison. */
    public enum Verdict {
        WITHIN("within"),
        OUTSIDE("outside"),
        /** The numbers do not have the same protocol. */
        NOT_COMPARABLE("not comparable"),
        /** The model has no number. */
        NOT_MEASURED("not measured");

        private final String label;

        Verdict(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** Keys that change how a run proceeds or is displayed, but not what it measures. */
    private static final Set<String> WITHOUT_EFFECT =
            Set.of(
                    "seeds",
                    "baseline",
                    "report",
                    "runtime.threads",
                    "runtime.backend",
                    "runtime.device",
                    "training.checkpointEvery",
                    "training.historyEvery");

    private static final String MODELS = "models.";

    public AgainstPublished {
        obstacles = List.copyOf(obstacles);
    }

    public static List<AgainstPublished> of(Comparison comparison) {
        List<AgainstPublished> all = new ArrayList<>();
        for (PublishedValue value : comparison.plan().expected()) {
            ReportedMetric metric = comparison.metric(value.metric());
            Optional<MeasuredMetric> measured =
                    comparison.model(value.model()).map(model -> MeasuredMetric.of(model, metric));
            List<String> obstacles =
                    measured.map(m -> obstacles(value, m, comparison.changesOf(value.model())))
                            .orElse(List.of());
            all.add(new AgainstPublished(value, metric, measured, obstacles));
        }
        return all;
    }

    public Optional<MeanInterval> overSeeds() {
        return measured.flatMap(MeasuredMetric::overSeeds);
    }

    public Verdict verdict() {
        if (measured.isEmpty() || measured.get().bySeed().isEmpty()) {
            return Verdict.NOT_MEASURED;
        }
        if (!obstacles.isEmpty()) {
            return Verdict.NOT_COMPARABLE;
        }
        double difference = overSeeds().orElseThrow().mean() - published.value();
        return Math.abs(difference) <= published.tolerance() ? Verdict.WITHIN : Verdict.OUTSIDE;
    }

    private static List<String> obstacles(
            PublishedValue value, MeasuredMetric measured, List<SettingChange> changes) {
        Set<String> all = new LinkedHashSet<>();
        long replaced = changes.stream().filter(change -> concerns(change, value.model())).count();
        if (replaced > 0) {
            String settings = replaced + (replaced == 1 ? " setting was" : " settings were");
            all.add("not the protocol as published: " + settings + " replaced");
        }
        if (!measured.isFinite()) {
            all.add("a value is not a finite number");
        } else if (measured.protocols().size() > 1) {
            String differences = EvaluationProtocol.differences(measured.protocols());
            all.add("the values of its seeds differ in " + differences);
        }
        PublishedValue.Conditions conditions = value.conditions();
        Stream.ofNullable(conditions.deviation()).forEach(all::add);
        Long samples = conditions.samples();
        if (samples != null && measured.protocol().isPresent()) {
            EvaluationProtocol protocol = measured.protocol().get();
            boolean isChosen = protocol.samplesFor().isPresent();
            if (isChosen || protocol.samples() != samples) {
                String here = isChosen ? "chosen for each datum" : grouped(protocol.samples());
                all.add("K is " + here + ", published with " + grouped(samples));
            }
        }
        for (RunRecord record : measured.model().completed()) {
            Provenance of = record.provenance();
            long examples = of.dataBehind(value.metric()).orElse(of.data().test());
            if (conditions.examples() != null && examples != conditions.examples()) {
                String here = grouped(examples) + " " + EvaluatedExamples.part(of.config());
                all.add("of " + here + " data, published of " + grouped(conditions.examples()));
            }
            if (conditions.data() != null && !of.data().name().equals(conditions.data())) {
                all.add("on " + of.data().name() + ", published on " + conditions.data());
            }
        }
        return List.copyOf(all);
    }

    /** Returns whether a replaced value may have changed what a model measures. */
    private static boolean concerns(SettingChange change, String model) {
        String key = change.key();
        if (!key.startsWith(MODELS)) {
            return hasEffect(key);
        }
        String inside = key.substring(MODELS.length());
        // The name of a swept model is its name in the file, followed by a comma and values.
        return Stream.of(model, model.split(",", 2)[0])
                .filter(name -> (inside + ".").startsWith(name + "."))
                .findFirst()
                .map(name -> hasEffect(inside.substring(name.length()).replaceFirst("^\\.", "")))
                .orElse(false);
    }

    private static boolean hasEffect(String key) {
        return WITHOUT_EFFECT.stream()
                .noneMatch(idle -> key.equals(idle) || key.startsWith(idle + "."));
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
