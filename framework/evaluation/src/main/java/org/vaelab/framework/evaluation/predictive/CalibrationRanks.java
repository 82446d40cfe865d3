// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.evaluation.blocks.Blocks;
import org.vaelab.framework.latent.RankedUnits;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.ranks.RankCounts;
import org.vaelab.framework.ranks.Ranks;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Tensor;

/**
 * The ranks of true latent values among draws of q (Cook et al. 2006; Talts et al. 2018):
 *
 * <pre>
 *   z* ~ p(z given c),  x ~ p(x given z*, c),  z_1, ..., z_L ~ q(z given x, c)
 * </pre>
 *
 * <p>The rank of a unit of z* is the number of draws below it, from 0 to L. Ties are broken at
 * random. If q is the posterior, ranks are uniform. As many further draws of q are the reference of
 * units that need one ({@link RankedUnits}).
 *
 * @param units what is ranked, of all latent variables, in order
 * @param variables the latent variable of each unit
 * @param ranks of each unit
 * @param dependent whether the draws depend on one another, as states of chains do
 */
record CalibrationRanks(
        List<RankedUnits.Unit> units,
        List<String> variables,
        List<Ranks> ranks,
        boolean dependent) {

    static final String EXAMPLES = "number of examples that are drawn from the model, at least 1";

    static final String DRAWS =
            "draws of q for each example, among which the true value is ranked, at least 1";

    /** Returns the ranks of an evaluation, which metrics with equal settings share. */
    static Shared<CalibrationRanks> shared(int examples, int draws) {
        Counts.atLeastOne("examples", examples);
        Counts.atLeastOne("draws", draws);
        return new Shared<>(
                "evaluation.calibration",
                List.of(examples, draws),
                subject -> of(subject, examples, draws));
    }

    private static CalibrationRanks of(MetricContext subject, int examples, int draws) {
        subject.undefinedIf(obstacle(subject));
        List<RankedUnits.Unit> units = new ArrayList<>();
        List<String> variables = new ArrayList<>();
        for (LatentVariable latent : subject.model().generative().latents()) {
            for (RankedUnits.Unit unit : ranked(latent).units(latent.name())) {
                units.add(unit);
                variables.add(latent.name());
            }
        }
        int[][] ranks = new int[units.size()][examples];
        boolean isChain = subject.model().inference().form() == PosteriorForm.DRAWS;
        Pass pass = new Pass(subject, draws, ranks, isChain);
        subject.inScope(pass::run);
        return new CalibrationRanks(
                units,
                variables,
                Arrays.stream(ranks).map(own -> new Ranks(own, draws)).toList(),
                isChain);
    }

    /**
     * Returns the mean of a number of each unit, with a part for each of several latent variables.
     */
    Measured mean(double[] ofUnits, int examples, int draws) {
        Map<String, Estimate> parts = new LinkedHashMap<>();
        TreeSet<String> distinct = new TreeSet<>(variables);
        for (String variable : distinct.size() > 1 ? distinct : new TreeSet<String>()) {
            double[] own =
                    IntStream.range(0, ofUnits.length)
                            .filter(u -> variables.get(u).equals(variable))
                            .mapToDouble(u -> ofUnits[u])
                            .toArray();
            parts.put(variable, mean(own, draws));
        }
        Optional<String> caveat =
                dependent
                        ? Optional.of(
                                "the draws are states of chains, which depend on one another: ranks"
                                        + " are uniform only as far as the chains mix")
                        : Optional.empty();
        return new Measured(mean(ofUnits, draws), examples, parts).with(caveat);
    }

    /** The units share their examples, so the spread among them is no standard error. */
    private static Estimate mean(double[] ofUnits, int draws) {
        return Measured.pure(Arrays.stream(ofUnits).average().orElseThrow(), draws);
    }

    private static RankedUnits ranked(LatentVariable latent) {
        return latent.space().rankedUnits().orElseThrow();
    }

    private static Optional<String> obstacle(MetricContext subject) {
        LatentVariableModel model = subject.model();
        for (LatentVariable latent : model.generative().latents()) {
            if (latent.space().rankedUnits().isEmpty()) {
                return Optional.of(
                        "ranks need an order, and the space %s of latent variable '%s' has none"
                                .formatted(latent.space(), latent.name()));
            }
        }
        return model.properties().pointMass()
                ? Optional.of(
                        "inference '%s' gives a point mass, among whose draws nothing has a rank"
                                .formatted(model.inference().name()))
                : Optional.empty();
    }

    /** One pass over simulated examples. */
    private record Pass(MetricContext subject, int draws, int[][] ranks, boolean isChain) {

        void run() {
            LatentVariableModel model =
                    subject.model().with(subject.model().generative().prepared());
            Examples test = subject.test();
            int n = ranks[0].length;
            // c is taken from test data; with more examples than these, some c are used again.
            Examples conditions =
                    n <= test.size()
                            ? subject.subset().of(test, n)
                            : test.select(
                                    IntStream.range(0, n).map(i -> i % test.size()).toArray());
            subject.forEachBatch(conditions, (batch, first, size) -> rank(model, batch, first));
        }

        private void rank(LatentVariableModel model, Batch batch, int first) {
            RandomKey key = subject.key().fold(first);
            int size = batch.size();
            GenerativeModel p = model.generative();
            Latents truth = p.sample(key.split("z"), size, batch.given());
            Tensor x = p.output(truth, batch.given()).sample(key.split("x")).stopGradient();
            Batch simulated = new Batch(x, batch.given(), batch.rows());
            JointPosterior q = model.infer(simulated, key.split("inference"), Phase.evaluation());
            List<LatentVariable> latents = p.latents();
            Drawn drawn = new Drawn(q, key, latents, isChain);
            Map<String, Tensor> reference = drawn.reference(draws);
            Places places = new Places(latents, reference, size);
            double[] values = new double[ranks.length * size];
            places.each(
                    name -> truth.z(name).reshape(truth.z(name).shape().prepend(1)),
                    (place, value) -> values[place] = value);
            RankCounts counts = new RankCounts(values);
            drawn.each(draws, z -> places.each(z::z, counts::add));
            int[] found = counts.ranks(key.split("ties"));
            for (int i = 0; i < found.length; i++) {
                ranks[i / size][first + i % size] = found[i];
            }
        }
    }

    /** Draws of q, in blocks. The states of chains are drawn together, so that none is repeated. */
    private record Drawn(
            JointPosterior q, RandomKey key, List<LatentVariable> latents, boolean isChain) {

        /** Returns further draws, [M, B, event] of each variable. */
        Map<String, Tensor> reference(int count) {
            List<Latents> parts = new ArrayList<>();
            walk(key.split("reference"), count, parts::add);
            Map<String, Tensor> joined = new LinkedHashMap<>();
            for (LatentVariable latent : latents) {
                String name = latent.name();
                joined.put(
                        name, Tensor.concatenate(parts.stream().map(z -> z.z(name)).toList(), 0));
            }
            return joined;
        }

        void each(int count, Consumer<Latents> consumer) {
            walk(key.split("draws"), count, consumer);
        }

        private void walk(RandomKey own, int count, Consumer<Latents> consumer) {
            if (isChain) {
                consumer.accept(q.draw(own, count).values());
                return;
            }
            int done = 0;
            for (int block = 0; done < count; block++) {
                JointDraw draw = q.draw(own.fold(block), Math.min(Blocks.DRAWS, count - done));
                if (draw.weights().isPresent()) {
                    // Draws that do not count alike: one of them, by its weight.
                    consumer.accept(draw.one(own.split("one").fold(block)));
                    done++;
                } else {
                    consumer.accept(draw.values());
                    done += draw.latents().get(0).samples();
                }
            }
        }
    }

    /**
     * Places of the ranked values of draws, unit by unit: [U, B].
     *
     * @param reference further draws, [M, B, event] of each variable
     * @param size B
     */
    private record Places(List<LatentVariable> latents, Map<String, Tensor> reference, int size) {

        private interface PlacedValue {
            void accept(int place, double value);
        }

        /**
         * Goes through the values of all draws.
         *
         * @param z [K, B, event] of a variable, by its name
         */
        void each(Function<String, Tensor> z, PlacedValue consumer) {
            int first = 0;
            for (LatentVariable latent : latents) {
                String name = latent.name();
                Tensor values = ranked(latent).of(z.apply(name), reference.get(name));
                int own = values.shape().extent(-1);
                double[] read = values.readDoubles();
                for (int i = 0; i < read.length; i++) {
                    consumer.accept((first + i % own) * size + i / own % size, read[i]);
                }
                first += own;
            }
        }
    }
}
