// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.ExpectationMaximizable;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.JointPosterior.ExactPosterior;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.RunningMean;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * p(x, z = k) = pi_k p(x given k), z a unit vector of K categories.
 *
 * <pre>
 *   r_k = p(z = k given x) = pi_k p(x given k) / p(x),   log p(x) = log sum_k pi_k p(x given k)
 * </pre>
 *
 * <p>Expectation and maximisation use the responsibilities r. If the parameters have a distribution
 * q(theta), the ascent uses the responsibilities of {@code exp E_q(theta) log p(x, z given theta)}
 * (Bishop 2006, equation 10.46). Sampling and evaluation use the predictive model {@code E_q(theta)
 * p(x given theta)}, a mixture with the exact posterior above.
 *
 * <p>Parameters are state: no gradient moves them. Densities and statistics are matrix products; no
 * tensor has the axes of data, components and values together.
 */
public final class Mixture implements ExpectationMaximizable {

    static final String Z = "z";

    private final TensorRuntime runtime;
    private final DataShape shape;
    private final OneHot space;
    private final Weights weights;
    private final Components components;
    private final RunningMean share;

    Mixture(
            TensorRuntime runtime,
            DataShape shape,
            int size,
            Weights weights,
            Components components) {
        this.runtime = runtime;
        this.shape = shape;
        this.space = new OneHot(1, size);
        this.weights = weights;
        this.components = components;
        this.share = RunningMean.of(runtime, "share", Shape.of(size));
    }

    /**
     * Starts from components of equal weight, around one example each.
     *
     * @param examples [K, D]
     */
    void startAt(Tensor examples) {
        try (TensorScope scope = runtime.scope()) {
            share.move(runtime.full(1.0 / size(), Shape.of(size())), 1);
            components.startAt(examples);
        }
        maximize();
    }

    private int size() {
        return space.categories();
    }

    @Override
    public TensorRuntime runtime() {
        return runtime;
    }

    @Override
    public DataShape shape() {
        return shape;
    }

    @Override
    public List<LatentVariable> latents() {
        return List.of(new LatentVariable(Z, space, List.of()));
    }

    @Override
    public Distribution prior(String latent, Latents parents, Map<String, Tensor> given) {
        Tensor logWeights = weights.logarithms();
        return z -> ExactZeros.pick(ExactZeros.flat(z), logWeights);
    }

    @Override
    public OutputDistribution output(Latents z, Map<String, Tensor> given) {
        return new PickedComponent(components, ExactZeros.flat(z.z(Z)));
    }

    @Override
    public Latents sample(RandomKey key, int n, Map<String, Tensor> given) {
        int[] drawn = key.categorical(weights.logarithms().readDoubles(), size(), n);
        return Latents.of(Z, runtime.indices(drawn, Shape.of(n, 1)).oneHot(size()));
    }

    @Override
    public DataMeasure measure() {
        return components.measure(shape.size());
    }

    @Override
    public long heldPerRow() {
        return Math.max(shape.size(), size());
    }

    /** Returns the parameters {@code weights.*}, {@code components.*} and {@code statistics.*}. */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(weights.parameters());
        all.addAll(components.parameters());
        all.add(share.parameter());
        return all;
    }

    @Override
    public JointPosterior posterior(Batch batch) {
        Tensor logWeights = weights.logarithms();
        Tensor joint = weighted(components.logDensities(batch.x()), logWeights);
        Tensor normalized = normalized(joint, logWeights).cast(runtime.dtype());
        return ExactPosterior.of(Z, new Responsibilities(normalized));
    }

    Tensor expectedLogJoint(Tensor x) {
        return weighted(components.expectedLogDensities(x), weights.expectedLogarithms());
    }

    Tensor expectedResponsibilities(Tensor x) {
        return normalized(expectedLogJoint(x), weights.expectedLogarithms()).exp();
    }

    private static Tensor weighted(Tensor logDensities, Tensor logWeights) {
        return logDensities.add(logWeights.cast(logDensities.dtype()));
    }

    /** If no component can have produced a datum, its posterior is the prior. */
    private static Tensor normalized(Tensor joint, Tensor logWeights) {
        Tensor possible = joint.max(-1).expandDims(-1).gt(-Float.MAX_VALUE);
        Tensor prior = logWeights.cast(joint.dtype());
        Tensor usable = joint.where(possible, prior.expandDims(0));
        return usable.sub(usable.logSumExp(-1).expandDims(-1));
    }

    @Override
    public void expect(Batch batch, double rate) {
        try (TensorScope scope = runtime.scope()) {
            Tensor responsibilities = expectedResponsibilities(batch.x());
            share.move(responsibilities.mean(0), rate);
            components.expect(batch.x(), responsibilities, rate);
        }
    }

    @Override
    public void maximize() {
        try (TensorScope scope = runtime.scope()) {
            weights.maximize(share.value());
            components.maximize(share.value());
        }
    }

    @Override
    public Tensor bound(Batch batch) {
        return expectedLogJoint(batch.x()).logSumExp(-1).cast(runtime.dtype());
    }

    @Override
    public double parameterBound() {
        return weights.parameterBound() + components.parameterBound();
    }

    /**
     * p(x given z) = p(x given k) for the k that z picks. The densities under all components are
     * computed once for all draws of z.
     *
     * @param components the K distributions
     * @param rows z, [..., K]
     */
    private record PickedComponent(Components components, Tensor rows)
            implements OutputDistribution {

        @Override
        public Tensor logProbability(Tensor x) {
            return ExactZeros.pick(rows, components.logDensities(x).cast(rows.dtype()));
        }

        @Override
        public Optional<Tensor> byValue(Tensor x) {
            return components.byValue(rows, x);
        }

        @Override
        public Optional<Tensor> placeProbabilities(int value) {
            return components.placeProbabilities(value).map(of -> Components.picked(rows, of));
        }

        /** Returns E[x given k]; of probabilities instead of a unit vector the mean over k. */
        @Override
        public Optional<Tensor> mean() {
            return Optional.of(Components.picked(rows, components.means()));
        }

        @Override
        public Optional<Tensor> prediction() {
            return Optional.of(Components.picked(rows, components.predictions()));
        }

        @Override
        public Tensor sample(RandomKey key) {
            Tensor drawn = components.sample(rows.reshape(-1, rows.shape().extent(-1)), key);
            return drawn.reshape(rows.shape().range(0, -1).append(drawn.shape().extent(-1)));
        }
    }

    /**
     * p(z given x) of a mixture: one variable of K categories for each datum.
     *
     * @param logProbabilities the logarithms of the responsibilities, [B, K], normalised; minus
     *     infinity where a component cannot have made the datum
     */
    record Responsibilities(Tensor logProbabilities) implements Posterior {

        @Override
        public Draw draw(RandomKey key, int samples) {
            int components = logProbabilities.shape().extent(1);
            double[] logs = usable(logProbabilities.readDoubles(), components);
            int[] drawn = key.categorical(logs, components, samples);
            Shape shape = Shape.of(samples, logProbabilities.shape().extent(0), 1);
            Tensor z = logProbabilities.runtime().indices(drawn, shape).oneHot(components);
            return Draw.of(z, logProbability(z));
        }

        /**
         * Replaces rows with a NaN by equal logits, in place. The density of such a draw is still
         * NaN, so the checks of training find it.
         */
        private static double[] usable(double[] logs, int components) {
            for (int start = 0; start < logs.length; start += components) {
                for (int k = start; k < start + components; k++) {
                    if (Double.isNaN(logs[k])) {
                        Arrays.fill(logs, start, start + components, 0);
                        break;
                    }
                }
            }
            return logs;
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return ExactZeros.pick(ExactZeros.flat(z), logProbabilities);
        }

        @Override
        public Tensor location() {
            return logProbabilities.exp().expandDims(1);
        }

        /** Returns the entropy in nats, {@code -sum_k r_k log r_k}, [B]. */
        @Override
        public Optional<Tensor> entropy() {
            return Optional.of(ExactZeros.pick(logProbabilities.exp(), logProbabilities).neg());
        }

        @Override
        public Optional<UnaryOperator<Tensor>> pairwiseByUnit() {
            return Optional.of(
                    z ->
                            ExactZeros.pick(ExactZeros.flat(z).expandDims(1), logProbabilities)
                                    .expandDims(-1));
        }

        /** Returns none: the parameters of a mixture are state, which no gradient moves. */
        @Override
        public GradientKind gradient() {
            return GradientKind.NONE;
        }
    }
}
