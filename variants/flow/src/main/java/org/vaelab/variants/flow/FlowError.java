// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.flow;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.tensor.Tensor;

/**
 * An error of the mean of log p(z) under a {@link ContinuousFlow}, in nats, at one draw from each
 * of the posteriors of some test examples.
 */
abstract class FlowError implements Metric {

    static final String SOLVER = "flowSolverError";
    static final String DIVERGENCE = "flowDivergenceError";

    private static final int EXAMPLES = 500;

    private final MetricDescription description;

    private FlowError(String title, String text) {
        description =
                MetricDescription.of(title, Direction.NEITHER, text)
                        .in("nats", EstimateKind.NOT_A_LIKELIHOOD);
    }

    /** What is gathered over blocks of examples. */
    interface Gathered {
        /**
         * Adds the codes of a block.
         *
         * @param number of the flow among those of the model
         */
        void add(int number, ContinuousFlow flow, Tensor z);

        /** Returns the error; the number of examples is at least one. */
        Estimate error(int examples);
    }

    abstract Gathered gathered();

    /**
     * The mean difference of log p(z) from that of twice as many steps. By the order of the solver
     * this is its error up to a share of {@code 2^-5}, if steps are short enough. Of several flows
     * the largest counts.
     */
    static final class OfSolver extends FlowError {
        OfSolver() {
            super(
                    "Solver error of log p(z)",
                    "The mean difference of the prior's log-density at codes from that of a"
                            + " solver with twice as many steps.");
        }

        @Override
        Gathered gathered() {
            Map<Integer, DoubleStream.Builder> differences = new TreeMap<>();
            return new Gathered() {
                @Override
                public void add(int number, ContinuousFlow flow, Tensor z) {
                    ContinuousFlow finer = flow.with(2 * flow.steps(), flow.directions());
                    Tensor each = flow.logProbability(z).sub(finer.logProbability(z)).abs();
                    DoubleStream.Builder of =
                            differences.computeIfAbsent(number, i -> DoubleStream.builder());
                    Arrays.stream(each.readDoubles()).forEach(of::add);
                }

                @Override
                public Estimate error(int examples) {
                    return differences.values().stream()
                            .map(of -> of.build().toArray())
                            .map(
                                    all ->
                                            Estimate.ofMean(
                                                    all, "nats", EstimateKind.NOT_A_LIKELIHOOD, 1))
                            .max(Comparator.comparingDouble(Estimate::value))
                            .orElseThrow();
                }
            };
        }
    }

    /**
     * The standard error that the mean of log p(z) has from the P random vectors of Hutchinson's
     * estimator: the deviation over the vectors of the mean over codes, divided by sqrt(P). It is 0
     * if the divergence is exact. All z share the vectors, so it does not fall with the number of
     * codes. The mean is too large or too small by about as much, and so is a log p(x) under this
     * prior. Errors of several flows are independent.
     */
    static final class OfDivergence extends FlowError {
        OfDivergence() {
            super(
                    "Divergence error of log p(z)",
                    "The standard error of the mean of the prior's log-density at codes by"
                            + " Hutchinson's estimator of the divergence; 0 if the divergence is"
                            + " exact. All codes share its random vectors, so log p(x) may be too"
                            + " large or too small by about as much.");
        }

        @Override
        Gathered gathered() {
            Map<Integer, double[]> sums = new TreeMap<>();
            return new Gathered() {
                @Override
                public void add(int number, ContinuousFlow flow, Tensor z) {
                    Directions all = flow.directions();
                    if (!all.exact() && all.count() == 1) {
                        throw new UndefinedMetricException(
                                "the standard error of one random vector is not known; set probes to"
                                        + " 2 at least");
                    }
                    double[] of =
                            sums.computeIfAbsent(
                                    number, i -> new double[all.exact() ? 0 : all.count()]);
                    for (int i = 0; i < of.length; i++) {
                        ContinuousFlow one = flow.with(flow.steps(), all.only(i));
                        of[i] += Arrays.stream(one.logProbability(z).readDoubles()).sum();
                    }
                }

                @Override
                public Estimate error(int examples) {
                    double variance = 0;
                    for (double[] of : sums.values()) {
                        double mean = Arrays.stream(of).average().orElse(0);
                        double squares =
                                Arrays.stream(of).map(sum -> (sum - mean) * (sum - mean)).sum();
                        if (of.length > 0 && squares == 0) {
                            throw new UndefinedMetricException(
                                    "all random vectors are equal up to their signs, which shows no"
                                            + " error; set more probes, or leave probes out");
                        }
                        double degrees = of.length * (of.length - 1.0);
                        variance += of.length == 0 ? 0 : squares / degrees;
                    }
                    return Estimate.withoutError(
                            Math.sqrt(variance) / examples,
                            "nats",
                            EstimateKind.NOT_A_LIKELIHOOD,
                            1);
                }
            };
        }
    }

    @Override
    public MetricDescription description() {
        return description;
    }

    @Override
    public Asked asked() {
        return Asked.WHERE_DEFINED;
    }

    @Override
    public Measurement.Measured measure(MetricContext subject) {
        Gathered gathered = gathered();
        int[] examples = new int[1];
        subject.forEachPosterior(
                EXAMPLES,
                (q, first, size) -> {
                    add(subject, q.draw(subject.key().fold(first), 1), gathered);
                    examples[0] += size;
                });
        return new Measurement.Measured(gathered.error(examples[0]), examples[0]);
    }

    private static void add(MetricContext subject, JointDraw draw, Gathered gathered) {
        GenerativeModel model = subject.model().generative();
        int number = 0;
        for (LatentVariable latent : model.latents()) {
            if (!latent.parents().isEmpty() || latent.isGiven()) {
                continue;
            }
            Distribution prior = model.prior(latent.name(), draw.values(), Map.of());
            Draw drawn = draw.of(latent.name()).draw();
            List<Distribution> priors = List.copyOf(Factored.of(prior).values());
            List<Draw> draws =
                    priors.size() == 1 ? List.of(drawn) : List.copyOf(Factored.of(drawn).values());
            for (int i = 0; i < priors.size(); i++) {
                if (priors.get(i) instanceof ContinuousFlow flow) {
                    gathered.add(number++, flow, draws.get(i).z());
                }
            }
        }
        if (number == 0) {
            throw new UndefinedMetricException("no prior is a continuous flow");
        }
    }
}
