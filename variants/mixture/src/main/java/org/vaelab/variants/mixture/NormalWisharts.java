// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.model.RunningMean;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.special.GammaFunctions;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Normals with full covariances, whose means and precisions have the distribution {@link
 * NormalWishart} (Bishop 2006, section 10.2).
 *
 * <pre>
 *   E log p(x given k) = 1/2 [E log det Lambda_k - D log 2 pi - D / beta_k - nu_k Delta^2]   (10.46, 10.64)
 *   p(x given k) = St(x given m_k, f_k W_k, t_k),  t_k = nu_k + 1 - D,  f_k = t_k beta_k / (1 + beta_k)   (10.81)
 * </pre>
 *
 * <p>with {@code Delta^2 = (x - m_k)^T W_k (x - m_k)}. The second is the predictive density, which
 * is evaluated. A component has D^2 numbers, and a datum takes K D^2 operations: this suits tens of
 * values, not images. All computation is in float64.
 */
final class NormalWisharts implements Components {

    private final TensorRuntime runtime;
    private final int size;
    private final int width;
    private final double trainingSize;
    private final double priorBeta;
    private final double priorDegrees;
    private final Parameter priorMean;
    private final Parameter priorScale;
    private final TrainingValues data;
    private final Parameter beta;
    private final Parameter mean;
    private final Parameter degrees;
    private final Parameter inverseScale;
    private final RunningMean first;
    private final RunningMean second;

    NormalWisharts(
            TensorRuntime runtime,
            int size,
            NormalWishart prior,
            int trainingSize,
            TrainingValues data) {
        this.runtime = runtime;
        this.size = size;
        this.width = prior.mean().length;
        this.trainingSize = trainingSize;
        this.priorBeta = prior.beta();
        this.priorDegrees = prior.degrees();
        this.data = data;
        this.first = RunningMean.of(runtime, "first", Shape.of(size, width));
        this.second = RunningMean.of(runtime, "second", Shape.of(size, width, width));
        try (TensorScope scope = runtime.scope()) {
            this.beta = state("beta", Shape.of(size));
            this.mean = state("mean", Shape.of(size, width));
            this.degrees = state("degrees", Shape.of(size));
            this.inverseScale = state("inverseScale", Shape.of(size, width, width));
            this.priorMean = state("priorMean", Shape.of(width));
            this.priorScale = state("priorScale", Shape.of(width, width));
            priorMean.assign(wide(prior.mean(), Shape.of(width)));
            priorScale.assign(wide(prior.inverseScale(), Shape.of(width, width)));
        }
        NormalWishart[] all = new NormalWishart[size];
        Arrays.fill(all, prior);
        set(all);
    }

    private Parameter state(String name, Shape shape) {
        return Parameter.state("components." + name, runtime.zeros(shape, DType.FLOAT64));
    }

    void set(NormalWishart... all) {
        double[] betas = new double[size];
        double[] means = new double[size * width];
        double[] nus = new double[size];
        double[] scales = new double[size * width * width];
        for (int k = 0; k < size; k++) {
            betas[k] = all[k].beta();
            nus[k] = all[k].degrees();
            System.arraycopy(all[k].mean(), 0, means, k * width, width);
            System.arraycopy(all[k].inverseScale(), 0, scales, k * width * width, width * width);
        }
        try (TensorScope scope = runtime.scope()) {
            beta.assign(wide(betas, beta.value().shape()));
            mean.assign(wide(means, mean.value().shape()));
            degrees.assign(wide(nus, degrees.value().shape()));
            inverseScale.assign(wide(scales, inverseScale.value().shape()));
        }
    }

    private Tensor wide(double[] values, Shape shape) {
        return runtime.tensor(values, shape, DType.FLOAT64);
    }

    private NormalWishart prior() {
        return new NormalWishart(
                priorBeta,
                priorMean.value().readDoubles(),
                priorDegrees,
                priorScale.value().readDoubles());
    }

    List<NormalWishart> all() {
        double[] betas = beta.value().readDoubles();
        double[] means = mean.value().readDoubles();
        double[] nus = degrees.value().readDoubles();
        double[] scales = inverseScale.value().readDoubles();
        List<NormalWishart> all = new ArrayList<>();
        int square = width * width;
        for (int k = 0; k < size; k++) {
            all.add(
                    new NormalWishart(
                            betas[k],
                            Arrays.copyOfRange(means, k * width, (k + 1) * width),
                            nus[k],
                            Arrays.copyOfRange(scales, k * square, (k + 1) * square)));
        }
        return all;
    }

    @Override
    public Tensor logDensities(Tensor x) {
        List<Tensor> columns = new ArrayList<>();
        Tensor values = x.cast(DType.FLOAT64);
        for (NormalWishart q : all()) {
            double t = q.degrees() + 1 - width;
            double f = t * q.beta() / (1 + q.beta());
            double[] r = q.scaleFactor();
            double constant =
                    GammaFunctions.logGammaDifference(0.5 * t, 0.5 * width)
                            + logDiagonal(r)
                            + 0.5 * width * (Math.log(f / t) - Math.log(Math.PI));
            columns.add(
                    distances(values, q, r)
                            .mul(f / t)
                            .log1p()
                            .mul(-0.5 * (t + width))
                            .add(constant));
        }
        return Tensor.stack(columns, -1);
    }

    @Override
    public Tensor expectedLogDensities(Tensor x) {
        List<Tensor> columns = new ArrayList<>();
        Tensor values = x.cast(DType.FLOAT64);
        for (NormalWishart q : all()) {
            double constant =
                    0.5
                            * (q.expectedLogDeterminant()
                                    - width * Math.log(2 * Math.PI)
                                    - width / q.beta());
            columns.add(
                    distances(values, q, q.scaleFactor()).mul(-0.5 * q.degrees()).add(constant));
        }
        return Tensor.stack(columns, -1);
    }

    /** Delta^2 of each datum, [B]. */
    private Tensor distances(Tensor values, NormalWishart q, double[] scaleFactor) {
        Tensor r = wide(scaleFactor, Shape.of(width, width));
        Tensor apart = values.sub(wide(q.mean(), Shape.of(width)));
        return apart.matmul(r.transpose()).square().sum(-1);
    }

    private double logDiagonal(double[] r) {
        double sum = 0;
        for (int i = 0; i < width; i++) {
            sum += Math.log(r[i * (width + 1)]);
        }
        return sum;
    }

    private Tensor centred(Tensor x) {
        return x.cast(DType.FLOAT64).sub(priorMean.value());
    }

    @Override
    public void expect(Tensor x, Tensor responsibilities, double rate) {
        Tensor values = centred(x);
        Tensor each = responsibilities.mul(1.0 / x.shape().extent(0));
        first.move(each.transpose().matmul(values), rate);
        List<Tensor> products = new ArrayList<>();
        for (int k = 0; k < size; k++) {
            products.add(values.mul(each.slice(1, k, k + 1)).transpose().matmul(values));
        }
        second.move(Tensor.stack(products, 0), rate);
    }

    /** {@inheritDoc} The variances are those of all data, without covariances. */
    @Override
    public void startAt(Tensor examples) {
        double share = 1.0 / size;
        Tensor values = centred(examples);
        double[] spread = new double[width * width];
        for (int d = 0; d < width; d++) {
            spread[d * (width + 1)] = data.variances()[d];
        }
        Tensor products = values.expandDims(-1).mul(values.expandDims(-2));
        first.move(values.mul(share), 1);
        second.move(products.add(wide(spread, Shape.of(width, width))).mul(share), 1);
    }

    @Override
    public void maximize(Tensor share) {
        double[] shares = share.readDoubles();
        double[] means = first.value().readDoubles();
        double[] products = second.value().readDoubles();
        NormalWishart prior = prior();
        double[] middle = prior.mean();
        NormalWishart[] all = new NormalWishart[size];
        for (int k = 0; k < size; k++) {
            if (!(shares[k] > 0)) {
                all[k] = prior;
                continue;
            }
            double[] average = new double[width];
            double[] scatter = new double[width * width];
            for (int i = 0; i < width; i++) {
                average[i] = means[k * width + i] / shares[k];
            }
            for (int i = 0; i < width; i++) {
                for (int j = 0; j < width; j++) {
                    double product = products[(k * width + i) * width + j] / shares[k];
                    scatter[i * width + j] =
                            trainingSize * shares[k] * (product - average[i] * average[j]);
                }
            }
            for (int i = 0; i < width; i++) {
                average[i] += middle[i];
            }
            all[k] = prior.given(trainingSize * shares[k], average, scatter);
        }
        set(all);
    }

    /** Returns {@code -sum_k KL(q(mu_k, Lambda_k) || p(mu_k, Lambda_k))}. */
    @Override
    public double parameterBound() {
        NormalWishart prior = prior();
        return all().stream()
                .mapToDouble(q -> q.expectedLogDensityOf(prior) - q.negativeEntropy())
                .sum();
    }

    @Override
    public Tensor means() {
        return mean.value().cast(runtime.dtype());
    }

    /**
     * {@inheritDoc} The draw is from Student's t: a Normal divided by the root of a chi-squared
     * draw.
     */
    @Override
    public Tensor sample(Tensor rows, RandomKey key) {
        int n = rows.shape().extent(0);
        List<NormalWishart> all = all();
        int[] picked = rows.argMax(-1).readInts();
        double[] noise = key.split("normal").normal(n * width);
        double[] halves = new double[n];
        Arrays.setAll(halves, i -> 0.5 * (all.get(picked[i]).degrees() + 1 - width));
        double[] gammas = key.split("gamma").gamma(halves);
        double[] x = new double[n * width];
        for (int i = 0; i < n; i++) {
            NormalWishart q = all.get(picked[i]);
            double f = 2 * halves[i] * q.beta() / (1 + q.beta());
            double stretch = Math.sqrt(halves[i] / gammas[i] / f);
            double[] lower = q.factor().lower();
            double[] middle = q.mean();
            for (int d = 0; d < width; d++) {
                x[i * width + d] = middle[d];
                for (int j = 0; j <= d; j++) {
                    x[i * width + d] += stretch * lower[d * width + j] * noise[i * width + j];
                }
            }
        }
        return runtime.tensor(x, Shape.of(n, width));
    }

    @Override
    public DataMeasure measure(int values) {
        return DataMeasure.of(DataMeasure.LEBESGUE, values);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                beta,
                mean,
                degrees,
                inverseScale,
                priorMean,
                priorScale,
                first.parameter(),
                second.parameter());
    }
}
