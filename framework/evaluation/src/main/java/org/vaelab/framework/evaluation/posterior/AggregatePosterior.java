// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.posterior;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.blocks.Blocks;
import org.vaelab.framework.evaluation.bound.Bound;
import org.vaelab.framework.evaluation.weights.ImportanceWeights;
import org.vaelab.framework.latent.PairwiseLogDensity;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * One draw z_i from q(z given x_i) of each of N data, and the mixture of all N posteriors at these
 * points, {@code q(z) = 1/N sum_j q(z given x_j)}: every posterior at every point. If there are
 * several latent variables, z is the one drawn first.
 */
final class AggregatePosterior {

    /** The largest number of data. */
    static final int EXAMPLES = 2000;

    /**
     * The fewest posteriors that must overlap at a draw on average. The bias of the mutual
     * information is about one over their number, in nats.
     */
    static final int LEAST_OVERLAP = 10;

    private final MetricContext subject;
    private final int n;
    private final Shape event;
    private final double[] draws;

    /**
     * Draws one value for each of the first data.
     *
     * @throws org.vaelab.framework.evaluation.UndefinedMetricException if the posteriors have no
     *     density
     */
    AggregatePosterior(MetricContext subject) {
        subject.undefinedIf(
                subject.model().inference().form() == PosteriorForm.DRAWS, Bound.DRAWS_ALONE);
        this.subject = subject;
        this.n = Math.min(EXAMPLES, subject.test().size());
        List<double[]> blocks = new ArrayList<>();
        List<Shape> events = new ArrayList<>();
        RandomKey key = subject.key();
        subject.forEachPosterior(
                n,
                (q, first, size) -> {
                    Tensor z = q.first().draw(key.fold(first), 1).z();
                    events.add(z.shape().from(2));
                    blocks.add(z.readDoubles());
                });
        event = events.get(0);
        draws = blocks.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** Returns N. */
    int size() {
        return n;
    }

    /**
     * Returns the mean of a number of each draw, with a caveat if the mutual information of x and z
     * is near its ceiling log N. With the weights {@code w_ij = q(z_i given x_j) / q(z_i given
     * x_i)},
     *
     * <pre>
     *   log N - I = 1/N sum_i log sum_j w_ij
     * </pre>
     *
     * <p>so {@code N exp(-I)} is how many of the N posteriors overlap at a draw, as a geometric
     * mean. If they are few, the aggregate of N data says little of that of the population.
     *
     * @param information I, in nats
     * @param then what follows for the number that has the caveat
     */
    Measured mean(double[] terms, EstimateKind kind, double information, String then) {
        String caveat =
                String.format(
                        Locale.ROOT,
                        "I(x; z) of these N = %d data is near its largest value, log N = %.2f nats; %s",
                        n,
                        Math.log(n),
                        then);
        return new Measured(Estimate.ofMean(terms, "nats", kind, 1), n)
                .with(Optional.of(caveat).filter(c -> n * Math.exp(-information) < LEAST_OVERLAP));
    }

    /**
     * The densities at the draws in nats.
     *
     * @param own log q(z_i given x_i)
     * @param aggregate log q(z_i)
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
    record Densities(double[] own, double[] aggregate) {

        /**
         * Returns each {@code log q(z_i given x_i) - log q(z_i)}, of which the mutual information
         * is the mean.
         */
        double[] information() {
            double[] terms = new double[own.length];
            Arrays.setAll(terms, i -> own[i] - aggregate[i]);
            return terms;
        }
    }

    /** Computes the densities of all posteriors at all draws. */
    Densities densities() {
        double[] own = new double[n];
        ImportanceWeights[] weights = new ImportanceWeights[n];
        Arrays.setAll(weights, i -> new ImportanceWeights(n));
        forEachSlice(
                AggregatePosterior::pairwise,
                (densities, from, first, size) -> {
                    double[] values = densities.readDoubles();
                    for (int k = 0; k < values.length; k++) {
                        int i = from + k / size;
                        weights[i].add(values[k]);
                        if (i == first + k % size) {
                            own[i] = values[k];
                        }
                    }
                });
        double[] aggregate = new double[n];
        Arrays.setAll(aggregate, i -> weights[i].logMean());
        return new Densities(own, aggregate);
    }

    private static UnaryOperator<Tensor> pairwise(Posterior q) {
        PairwiseLogDensity density = q.pairwise();
        return density::of;
    }

    /** Uses the densities of some draws under the posteriors of one block. */
    @FunctionalInterface
    interface SliceConsumer {
        /**
         * Uses the densities of the draws {@code from}, {@code from + 1}, ...
         *
         * @param densities [draws, size, ...]
         * @param first the number of the first posterior
         * @param size how many posteriors
         */
        void accept(Tensor densities, int from, int first, int size);
    }

    /**
     * Computes densities of all draws under all posteriors, in slices that die one by one.
     *
     * @param densities from the posteriors of a block to the densities of points, [N, event] to [N,
     *     size, ...]
     */
    void forEachSlice(
            Function<Posterior, UnaryOperator<Tensor>> densities, SliceConsumer consumer) {
        subject.forEachPosterior(
                n,
                (q, first, size) -> {
                    UnaryOperator<Tensor> density = densities.apply(q.first());
                    int perSlice =
                            new Blocks(subject.settings().maxDecoderRows()).drawsPerSlice(size);
                    for (int from = 0; from < n; from += perSlice) {
                        int start = from;
                        int end = Math.min(n, start + perSlice);
                        subject.inScope(
                                () ->
                                        consumer.accept(
                                                density.apply(draws(start, end)),
                                                start,
                                                first,
                                                size));
                    }
                });
    }

    /** Returns the draws {@code from} to {@code to - 1}, [to - from, event]. */
    Tensor draws(int from, int to) {
        double[] values = Arrays.copyOfRange(draws, from * event.size(), to * event.size());
        return subject.model().runtime().tensor(values, event.prepend(to - from));
    }
}
