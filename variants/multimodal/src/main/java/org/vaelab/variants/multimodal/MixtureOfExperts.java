// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A mixture of the experts that are there, with equal weights:
 *
 * <pre>
 *   q(z) = 1/n sum_m o_m q_m(z),   n = sum_m o_m
 *   log q(z) = log-sum-exp over m of [ log q_m(z) + log o_m ] - log n
 * </pre>
 *
 * <p>The density of a draw is that of the whole mixture, whichever expert it is from. So importance
 * weights are unbiased. A draw passes the gradient that its expert passes; the weights have no
 * parameters.
 *
 * <p>Stratified draws share out the experts of a row: draw k is from expert number (k + j) mod n, j
 * uniform. If n divides K, all experts have equally many draws (Shi et al. 2019, section 3.2). Each
 * single draw has the distribution q, so a mean over draws is unbiased for every K, but the draws
 * depend on one another.
 */
final class MixtureOfExperts implements Posterior {

    /** A log-weight whose exponential is 0 in any precision. */
    private static final double IMPOSSIBLE = 1e30;

    private final LatentSpace space;
    private final List<Tensor> parameters;
    private final List<Tensor> observed;
    private final Function<Tensor, Posterior> made;
    private final boolean stratified;
    private final Asking asking;
    private final List<Posterior> experts;

    /** What draws ask of a training step. */
    @FunctionalInterface
    interface Asking {
        /**
         * Returns what they ask.
         *
         * @param one draws of single experts, [K, B, event]
         * @param logProbability of the draws under the mixture, [K, B]
         * @param picks 1 where a draw is from an expert, else 0, [K, B] for each expert
         */
        TrainingEffects of(
                MixtureOfExperts mixture, Draw one, Tensor logProbability, List<Tensor> picks);
    }

    /** Creates a mixture whose draws ask for nothing but what their experts ask for. */
    MixtureOfExperts(
            LatentSpace space,
            List<Tensor> parameters,
            List<Tensor> observed,
            Function<Tensor, Posterior> made,
            boolean stratified) {
        this(
                space,
                parameters,
                observed,
                made,
                stratified,
                (mixture, one, logProbability, picks) -> TrainingEffects.NONE);
    }

    /**
     * Creates a mixture.
     *
     * @param parameters of each expert, [B, P]
     * @param observed 1 where an expert takes part, else 0, [B, 1] each; at least one does
     * @param made from parameters, [R, P], to distributions of R rows
     */
    MixtureOfExperts(
            LatentSpace space,
            List<Tensor> parameters,
            List<Tensor> observed,
            Function<Tensor, Posterior> made,
            boolean stratified,
            Asking asking) {
        this.space = space;
        this.parameters = List.copyOf(parameters);
        this.observed = List.copyOf(observed);
        this.made = made;
        this.stratified = stratified;
        this.asking = asking;
        this.experts = parameters.stream().map(made).toList();
    }

    private int rows() {
        return parameters.get(0).shape().extent(0);
    }

    /** Returns how many experts take part, [B]. */
    private Tensor count() {
        return observed.stream().reduce(Tensor::add).orElseThrow().reshape(rows());
    }

    private Tensor taken(int m) {
        return observed.get(m).reshape(rows());
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        List<Tensor> picks = picks(index(key.split("expert"), samples));
        Posterior drawn = made.apply(chosen(picks).reshape(samples * rows(), -1));
        Draw one = drawn.draw(key.split("draw"), 1).reshaped(samples, rows());
        Tensor logProbability = density(one::logProbabilityUnder);
        return new MixtureDraw(one, logProbability, asking.of(this, one, logProbability, picks));
    }

    /** Returns which of the experts that take part each draw is from, from 0, [K, B]. */
    private Tensor index(RandomKey key, int samples) {
        Tensor n = count();
        if (!stratified) {
            Tensor uniform = uniform(key, Shape.of(samples, rows()));
            return uniform.mul(n).floor().minimum(n.sub(1));
        }
        Tensor first = uniform(key, Shape.of(rows())).mul(n).floor().minimum(n.sub(1));
        double[] numbers = IntStream.range(0, samples).asDoubleStream().toArray();
        Tensor k = n.runtime().vector(numbers).cast(n.dtype()).reshape(samples, 1);
        Tensor turn = first.add(k);
        return modulo(turn, n);
    }

    private Tensor uniform(RandomKey key, Shape shape) {
        Tensor like = parameters.get(0);
        return like.runtime().uniform(key, shape).cast(like.dtype());
    }

    /** Returns 1 where the number of an expert is that given, [K, B], and 0 elsewhere, for each. */
    private List<Tensor> picks(Tensor index) {
        List<Tensor> taking = IntStream.range(0, experts.size()).mapToObj(this::taken).toList();
        return picked(index, taking).stream().map(Tensor::stopGradient).toList();
    }

    /** Returns the remainder of whole numbers, from 0 to n - 1. */
    static Tensor modulo(Tensor turn, Tensor n) {
        // A half more keeps the quotient away from whole numbers, where it could be rounded down.
        return turn.sub(turn.add(0.5).div(n).floor().mul(n));
    }

    /**
     * Returns 1 where one that takes part has the number given, counted from 0, and 0 elsewhere,
     * for each.
     *
     * @param number broadcasts with those of {@code taking}
     * @param taking 1 where one takes part, else 0
     */
    static List<Tensor> picked(Tensor number, List<Tensor> taking) {
        List<Tensor> picked = new ArrayList<>();
        Tensor before = number.mul(0);
        for (Tensor one : taking) {
            picked.add(number.eq(before).cast(one.dtype()).mul(one));
            before = before.add(one);
        }
        return picked;
    }

    /** Returns the parameters of the experts that are picked, [K, B, P]. */
    private Tensor chosen(List<Tensor> picks) {
        return IntStream.range(0, experts.size())
                .mapToObj(m -> picks.get(m).expandDims(-1).mul(parameters.get(m)))
                .reduce(Tensor::add)
                .orElseThrow();
    }

    /**
     * Returns the log-density of a mixture.
     *
     * @param ofExpert log-densities under one expert, [..., B]
     */
    Tensor density(Function<Posterior, Tensor> ofExpert) {
        Tensor logCount = count().log();
        List<Tensor> logs = new ArrayList<>();
        for (int m = 0; m < experts.size(); m++) {
            Tensor own = ofExpert.apply(experts.get(m));
            logs.add(own.add(taken(m).sub(1).mul(IMPOSSIBLE).sub(logCount).cast(own.dtype())));
        }
        return Tensor.stack(logs, 0).logSumExp(0);
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return density(expert -> expert.logProbability(z));
    }

    /**
     * {@inheritDoc}
     *
     * <p>It is the mean of the experts' locations if the mean of points is a point of the space, or
     * of probabilities; otherwise the location of the first expert that takes part.
     */
    @Override
    public Tensor location() {
        return space.containsMeans() || space instanceof OneHot
                ? mean(experts.stream().map(Posterior::location).toList())
                : made.apply(chosen(picks(taken(0).mul(0).reshape(1, rows()))).reshape(rows(), -1))
                        .location();
    }

    @Override
    public Optional<Tensor> expectation() {
        List<Optional<Tensor>> all = experts.stream().map(Posterior::expectation).toList();
        return all.stream().allMatch(Optional::isPresent)
                ? Optional.of(mean(all.stream().map(Optional::orElseThrow).toList()))
                : Optional.empty();
    }

    private Tensor mean(List<Tensor> values) {
        int rank = values.get(0).shape().rank();
        Tensor sum = null;
        for (int m = 0; m < values.size(); m++) {
            Tensor weight = taken(m).div(count()).cast(values.get(m).dtype());
            while (weight.shape().rank() < rank) {
                weight = weight.expandDims(-1);
            }
            Tensor own = values.get(m).mul(weight);
            sum = sum == null ? own : sum.add(own);
        }
        return Objects.requireNonNull(sum, "at least one expert");
    }

    @Override
    public double tailIndex() {
        return experts.stream().mapToDouble(Posterior::tailIndex).min().orElseThrow();
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.weakest(experts.stream().map(Posterior::gradient).toList());
    }

    @Override
    public boolean drawsIndependently() {
        return !stratified;
    }

    @Override
    public boolean isPointMass() {
        return experts.stream().anyMatch(Posterior::isPointMass);
    }

    /**
     * Draws of a mixture.
     *
     * @param one draws of single experts
     * @param logProbability under the mixture
     * @param asked of a training step, beside what the single experts ask
     */
    private record MixtureDraw(Draw one, Tensor logProbability, TrainingEffects asked)
            implements Draw {

        @Override
        public Tensor z() {
            return one.z();
        }

        @Override
        public Shape shape() {
            return one.shape();
        }

        @Override
        public Tensor networkInput(NetworkInput map) {
            return one.networkInput(map);
        }

        @Override
        public Tensor logProbabilityUnder(Distribution other) {
            return other instanceof MixtureOfExperts mixture
                    ? mixture.density(one::logProbabilityUnder)
                    : one.logProbabilityUnder(other);
        }

        @Override
        public boolean isRelaxed() {
            return one.isRelaxed();
        }

        @Override
        public boolean isContinued() {
            return one.isContinued();
        }

        @Override
        public TrainingEffects effects() {
            return one.effects().with(asked);
        }

        @Override
        public Draw mapped(UnaryOperator<Tensor> function) {
            return new MixtureDraw(
                    one.mapped(function), function.apply(logProbability), asked.mapped(function));
        }
    }
}
