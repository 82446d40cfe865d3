// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.linear.CholeskyFactor;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.ExpectationMaximizable;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.JointPosterior.ExactPosterior;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.RunningMean;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Factor analysis: z ~ N(0, I) on R^q, x = W z + b + e, e ~ N(0, diag psi). With one psi for all
 * values, it is probabilistic principal component analysis (Tipping and Bishop 1999).
 *
 * <pre>
 *   p(z given x) = N(M^-1 W^T psi^-1 (x - b), M^-1),   M = I + W^T psi^-1 W
 *   log p(x) = log N(x; b, W W^T + diag psi)
 * </pre>
 *
 * <p>log p(x) is a density on R^D, so it may exceed 0, and numbers for differently scaled data are
 * not comparable. On data in [0, 1] it has mass outside.
 *
 * <p>Gradients reach W, b and log psi. Expectation and maximisation (Rubin and Thayer 1982; Tipping
 * and Bishop 1999, equations 27 and 28) sets W and psi. b stays at its start, the mean of the
 * training data, which maximises the likelihood.
 *
 * <p>Scales have a lower bound, as in the likelihood {@code gaussian}: {@code 1/2 log psi = m +
 * softplus(l - m)}, m the logarithm of the least scale. Without it, a constant value has no maximum
 * of the likelihood. The maximisation stops at 1.0001 of the least scale. This is the maximum under
 * that restriction, so log p(x) does not fall.
 *
 * <p>Statistics are in float64 whatever the run's precision, as psi is a difference of them.
 */
final class FactorAnalysis implements ExpectationMaximizable {

    /** Which values have a variance psi of their own. */
    enum Noise {
        /** Each: factor analysis. */
        PER_VALUE,
        /** All one together: probabilistic principal component analysis. */
        SHARED
    }

    static final String Z = "z";

    /** Distance of the maximisation from the least scale, as a logarithm. */
    private static final double MARGIN = 1e-4;

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final TensorRuntime runtime;
    private final DataShape shape;
    private final Noise noise;
    private final double logLeast;
    private final StandardNormal prior;
    private final Parameter weight;
    private final Parameter bias;
    private final Parameter logScale;
    private final RunningMean squares;
    private final RunningMean products;
    private final RunningMean latents;

    /**
     * Creates a model.
     *
     * @param weight W^T, q rows of D numbers
     * @param bias b, D numbers
     * @param variances psi, D numbers; if one is shared, their mean is taken
     * @param least the scale that is never reached
     */
    FactorAnalysis(
            TensorRuntime runtime,
            DataShape shape,
            Noise noise,
            double least,
            double[] weight,
            double[] bias,
            double[] variances) {
        this.runtime = runtime;
        this.shape = shape;
        this.noise = noise;
        this.logLeast = Math.log(least);
        int width = shape.size();
        int q = weight.length / width;
        this.prior = new StandardNormal(runtime, new Euclidean(q));
        try (TensorScope scope = runtime.scope()) {
            this.weight = Parameter.learned("weight", runtime.tensor(weight, Shape.of(q, width)));
            this.bias = Parameter.learned("bias", runtime.vector(bias));
            this.logScale = Parameter.learned("logScale", runtime.vector(raw(variances)));
        }
        this.squares = RunningMean.of(runtime, "squares", Shape.of(width));
        this.products = RunningMean.of(runtime, "products", Shape.of(q, width));
        this.latents = RunningMean.of(runtime, "latents", Shape.of(q, q));
    }

    private double[] raw(double[] variances) {
        double[] own =
                noise == Noise.PER_VALUE
                        ? variances
                        : new double[] {Arrays.stream(variances).average().orElseThrow()};
        return Arrays.stream(own)
                .map(variance -> Math.max(0.5 * Math.log(variance) - logLeast, MARGIN))
                .map(above -> logLeast + above + Math.log(-Math.expm1(-above)))
                .toArray();
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
        return List.of(new LatentVariable(Z, prior.space(), List.of()));
    }

    @Override
    public Distribution prior(String latent, Latents parents, Map<String, Tensor> given) {
        return prior;
    }

    @Override
    public OutputDistribution output(Latents z, Map<String, Tensor> given) {
        Tensor values = z.z(Z);
        Tensor rows = values.reshape(-1, dimension());
        Tensor mean = rows.matmul(weight.value()).add(bias.value());
        Shape leading = values.shape().range(0, -1);
        return new NormalOutput(mean.reshape(leading.append(shape.size())), logVariance());
    }

    @Override
    public Latents sample(RandomKey key, int n, Map<String, Tensor> given) {
        return Latents.of(Z, prior.sample(key, n));
    }

    @Override
    public DataMeasure measure() {
        return DataMeasure.of(DataMeasure.LEBESGUE, shape.size());
    }

    @Override
    public long heldPerRow() {
        return shape.size();
    }

    /** Returns W^T, b and what the scales are made of; then the statistics of the training data. */
    @Override
    public List<Parameter> parameters() {
        return List.of(
                weight,
                bias,
                logScale,
                squares.parameter(),
                products.parameter(),
                latents.parameter());
    }

    private int dimension() {
        return prior.space().dimension();
    }

    Tensor logVariance() {
        return logScale.value()
                .sub(logLeast)
                .softplus()
                .add(logLeast)
                .mul(2)
                .broadcastTo(Shape.of(shape.size()));
    }

    @Override
    public JointPosterior posterior(Batch batch) {
        return ExactPosterior.of(Z, posterior(batch.x()));
    }

    /** Returns p(z given x) of each row of x, [B, D]. */
    FactorPosterior posterior(Tensor x) {
        Tensor w = weight.value().cast(DType.FLOAT64);
        Tensor scaled = w.mul(logVariance().cast(DType.FLOAT64).neg().exp());
        Tensor precision = scaled.matmul(w.transpose()).add(identity());
        Tensor inverse = InverseFactor.of(precision);
        Tensor projected = deviation(x).matmul(scaled.transpose());
        Tensor mean = projected.matmul(inverse.transpose()).matmul(inverse);
        return new FactorPosterior(mean, precision, inverse, runtime.dtype());
    }

    private Tensor identity() {
        int q = dimension();
        double[] values = new double[q * q];
        for (int i = 0; i < q; i++) {
            values[i * (q + 1)] = 1;
        }
        return runtime.tensor(values, Shape.of(q, q), DType.FLOAT64);
    }

    private Tensor deviation(Tensor x) {
        return x.cast(DType.FLOAT64).sub(bias.value().cast(DType.FLOAT64));
    }

    /**
     * {@inheritDoc}
     *
     * <p>The statistics are the means of (x_d - b_d)^2, of E[z] (x - b)^T and of E[z z^T].
     */
    @Override
    public void expect(Batch batch, double rate) {
        try (TensorScope scope = runtime.scope()) {
            FactorPosterior q = posterior(batch.x());
            Tensor x = deviation(batch.x());
            Tensor transposed = q.mean().transpose();
            double each = 1.0 / batch.size();
            Tensor covariance = q.inverseFactor().transpose().matmul(q.inverseFactor());
            squares.move(x.square().mean(0), rate);
            products.move(transposed.matmul(x).mul(each), rate);
            latents.move(transposed.matmul(q.mean()).mul(each).add(covariance), rate);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <pre>
     *   W = E[(x - b) z^T] E[z z^T]^-1,   psi_d = E[(x_d - b_d)^2] - (W E[z (x - b)^T])_dd
     * </pre>
     *
     * @throws IllegalStateException if no data were processed yet
     */
    @Override
    public void maximize() {
        double[] second = latents.value().readDoubles();
        if (second[0] == 0) {
            throw new IllegalStateException("there is nothing to maximise before an expectation");
        }
        int width = shape.size();
        double[] cross = products.value().readDoubles();
        double[] best = CholeskyFactor.of(second, dimension()).solve(cross, width);
        double[] variances = squares.value().readDoubles();
        for (int i = 0; i < best.length; i++) {
            variances[i % width] -= best[i] * cross[i];
        }
        try (TensorScope scope = runtime.scope()) {
            weight.assign(runtime.tensor(best, weight.value().shape()));
            logScale.assign(runtime.vector(raw(nonNegative(variances))));
        }
    }

    /** Rounding may leave a small negative variance of a value that the factors explain. */
    private static double[] nonNegative(double[] variances) {
        return Arrays.stream(variances).map(v -> v < 0 ? 0 : v).toArray();
    }

    /**
     * {@inheritDoc}
     *
     * <p>It is log p(x, m) - log p(m given x) at the posterior mean m, a sum of squares without
     * cancellation.
     */
    @Override
    public Tensor bound(Batch batch) {
        FactorPosterior q = posterior(batch.x());
        Tensor logVariance = logVariance().cast(DType.FLOAT64);
        Tensor fitted = q.mean().matmul(weight.value().cast(DType.FLOAT64));
        Tensor residual = deviation(batch.x()).sub(fitted);
        return residual.square()
                .mul(logVariance.neg().exp())
                .sum(-1)
                .add(q.mean().square().sum(-1))
                .add(logVariance.sum())
                .add(LOG_TWO_PI * shape.size())
                .mul(-0.5)
                .sub(q.halfLogDeterminant())
                .cast(runtime.dtype());
    }

    /**
     * p(x given z) = N(W z + b, diag psi), in nats:
     *
     * <pre>
     *   log p(x given z) = -1/2 sum_d [ (x_d - mu_d)^2 / psi_d + log psi_d + log 2 pi ]
     * </pre>
     *
     * @param location mu = W z + b, [..., D]
     * @param logVariance log psi, [D]
     */
    record NormalOutput(Tensor location, Tensor logVariance) implements OutputDistribution {

        private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

        @Override
        public Tensor logProbability(Tensor x) {
            Tensor squares = x.sub(location).square().mul(logVariance.neg().exp()).sum(-1);
            double constant = LOG_TWO_PI * logVariance.shape().size();
            return squares.add(logVariance.sum()).add(constant).mul(-0.5);
        }

        @Override
        public Optional<Tensor> byValue(Tensor x) {
            Tensor squares = x.sub(location).square().mul(logVariance.neg().exp());
            return Optional.of(squares.add(logVariance).add(LOG_TWO_PI).mul(-0.5));
        }

        @Override
        public Optional<Tensor> mean() {
            return Optional.of(location);
        }

        @Override
        public Tensor sample(RandomKey key) {
            Tensor noise = location.runtime().normal(key, location.shape()).cast(location.dtype());
            return noise.mul(logVariance.mul(0.5).exp()).add(location);
        }

        @Override
        public Map<String, Tensor> numbers() {
            Map<String, Tensor> numbers = new LinkedHashMap<>();
            numbers.put("mean", location);
            numbers.put("logVariance", logVariance);
            return numbers;
        }

        @Override
        public Map<String, Tensor> numbersOf(Tensor offset, Tensor scale) {
            return new NormalOutput(
                            location.mul(scale).add(offset), logVariance.add(scale.log().mul(2)))
                    .numbers();
        }

        @Override
        public String howToDraw() {
            return "independent Normals, `mean + exp(logVariance / 2) * noise` with standard Normal"
                    + " noise";
        }
    }
}
