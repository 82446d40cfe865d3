// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.use.Alarm;
import org.vaelab.experiments.use.Alarms;
import org.vaelab.experiments.use.Generated;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.VaeLabException;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.record.CodePart;

/** Examples, and what a model says of one. */
final class Shown {

    private static final int MOST_SHOWN = 60;
    private static final int MOST_DRAWS = 5000;
    private static final int MOST_NAMED = 10;

    private Shown() {}

    record Item(int index, String name, @Nullable String label, View view) {}

    record Several(int total, List<Item> items) {}

    /** Returns some examples of the test data, or of an upload. */
    static Several several(Use use, Ask ask) {
        Examples all = use.examples(ask.text("source"));
        int from = Math.min(ask.number("from", 0, Integer.MAX_VALUE, 0), all.size());
        int to = Math.min(all.size(), from + ask.number("count", 1, MOST_SHOWN, MOST_SHOWN));
        List<Item> items = new ArrayList<>();
        if (from < to) {
            Examples chosen = all.select(IntStream.range(from, to).toArray());
            double[][] rows = use.model().values(chosen);
            for (int i = 0; i < rows.length; i++) {
                items.add(
                        new Item(
                                from + i,
                                chosen.origin().of().apply(i),
                                label(chosen, i),
                                View.of(use.model(), rows[i])));
            }
        }
        return new Several(all.size(), items);
    }

    /** Returns the names of the classes of an example; null if it has no labels. */
    private static @Nullable String label(Examples examples, int row) {
        List<String> names = new ArrayList<>();
        for (Labels.Column column : examples.labels().map(Labels::columns).orElse(List.of())) {
            if (column.value(row) != Labels.UNKNOWN) {
                names.add(column.valueNames().get(column.value(row)));
            }
        }
        return names.isEmpty() ? null : String.join(", ", names);
    }

    /** The bound and log p(x) in nats; NaN where a model has none, which the note explains. */
    record Likelihood(
            double elbo,
            double logLikelihood,
            double standardError,
            double paretoK,
            boolean isUnreliable,
            @Nullable String note) {}

    record Judged(
            String scoreName,
            double score,
            double threshold,
            double rate,
            double pValue,
            boolean isAlarm,
            int validation) {}

    record Unusual(int place, String name, double excess) {}

    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    record One(
            View view,
            View reconstruction,
            double[] code,
            List<String> codeNames,
            @Nullable String label,
            Likelihood likelihood,
            int draws,
            @Nullable Judged alarm,
            @Nullable String alarmAbsent,
            List<Unusual> contributions,
            double @Nullable [] excess,
            String command,
            String java) {}

    /** Returns all that a model says of an example. */
    static One one(Use use, Ask ask) {
        Model model = use.model();
        Ask.Example which = ask.example("example");
        Examples example = use.example(which);
        int draws = ask.number("draws", 1, MOST_DRAWS, 100);
        Generated reconstruction = model.reconstruct(example);
        if (ask.has("decoding")) {
            reconstruction = reconstruction.decoding(ask.text("decoding"));
        }
        List<CodePart> parts = use.memory().parts(model);
        Judged judged = null;
        String absent = null;
        double[] excess = null;
        try {
            Alarm alarm = use.memory().alarm(model);
            Alarms found = alarm.of(example);
            judged = judged(alarm, found.judgements().get(0));
            excess = found.excess().map(all -> all[0]).orElse(null);
        } catch (IllegalArgumentException | VaeLabException e) {
            absent = e.getMessage();
        }
        Lines lines =
                use.lines(
                        use.command("score", which, "--samples", Integer.toString(draws)),
                        "Examples example = %s;".formatted(use.inJava(which)),
                        "double[] code = model.encode(example).location()[0];",
                        "double[] x = model.reconstruct(example).rows()[0];",
                        "double logP = model.score(example).samples(%s).logLikelihood()[0]; // nats"
                                .formatted(draws));
        return new One(
                View.of(model, model.values(example)[0]),
                View.of(model, reconstruction.rows()[0]),
                model.encode(example).location()[0],
                parts.stream().flatMap(part -> part.columns().stream()).toList(),
                label(example, 0),
                likelihood(model, example, draws),
                draws,
                judged,
                absent,
                excess == null ? List.of() : unusual(model.summary(), excess),
                excess,
                lines.command(),
                lines.java());
    }

    private static Likelihood likelihood(Model model, Examples example, int draws) {
        try {
            PerDatum of = model.score(example).samples(draws).values().perDatum();
            return new Likelihood(
                    of.elbo()[0],
                    of.logLikelihood()[0],
                    of.standardError()[0],
                    of.fittedParetoK(0).orElse(Double.NaN),
                    of.tailFitted()[0] && of.isUnreliable(0),
                    null);
        } catch (IllegalArgumentException e) {
            // A point mass has a bound, and no weights.
            double bound = model.score(example).elbo()[0];
            return new Likelihood(bound, Double.NaN, Double.NaN, Double.NaN, false, e.getMessage());
        }
    }

    private static Judged judged(Alarm alarm, Alarms.Judgement of) {
        return new Judged(
                alarm.score(),
                of.score(),
                alarm.threshold(),
                alarm.rate(),
                of.pValue(),
                of.isAlarm(),
                alarm.validationExamples());
    }

    private static List<Unusual> unusual(DataSummary data, double[] excess) {
        return IntStream.range(0, excess.length)
                .filter(d -> excess[d] > 0)
                .mapToObj(d -> new Unusual(d, View.name(data, d), excess[d]))
                .sorted(Comparator.comparingDouble(Unusual::excess).reversed())
                .limit(MOST_NAMED)
                .toList();
    }
}
