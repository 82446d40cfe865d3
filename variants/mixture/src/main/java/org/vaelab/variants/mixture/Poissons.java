// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.model.RunningMean;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent counts, {@code log p(x given k) = sum_d [x_d log lambda_kd - lambda_kd - log x_d!]}.
 *
 * <pre>
 *   lambda_kd = (c m_d + sum_n r_nk x_nd) / (c + sum_n r_nk [x_nd is observed])
 * </pre>
 *
 * <p>m is the mean of the training data. That maximises the posterior under the prior Gamma(1 + c
 * m, c).
 */
final class Poissons implements Components {

    /** Keeps a rate above 0 where all training counts are 0. */
    private static final double LEAST_MEAN = 1e-6;

    /** Above this rate a draw is a rounded Normal. */
    private static final double LARGE = 500;

    private final TensorRuntime runtime;
    private final double[] mean;
    private final double pseudoCount;
    private final double trainingSize;
    private final RunningMean sum;
    private final RunningMean observed;
    private final Parameter rate;

    /**
     * Creates rates that are the means of the data.
     *
     * @param mean of each column in the training data
     * @param pseudoCount c, above 0
     */
    Poissons(TensorRuntime runtime, int size, double[] mean, double pseudoCount, int trainingSize) {
        this.runtime = runtime;
        this.mean = Arrays.stream(mean).map(m -> Math.max(m, LEAST_MEAN)).toArray();
        this.pseudoCount = pseudoCount;
        this.trainingSize = trainingSize;
        Shape shape = Shape.of(size, mean.length);
        this.sum = RunningMean.of(runtime, "counts", shape);
        this.observed = RunningMean.of(runtime, "countsObserved", shape);
        try (TensorScope scope = runtime.scope()) {
            this.rate =
                    Parameter.state(
                            "components.rate",
                            runtime.zeros(shape, DType.FLOAT64).add(ofTraining()));
        }
    }

    private Tensor ofTraining() {
        return runtime.tensor(mean, Shape.of(mean.length), DType.FLOAT64);
    }

    private static Tensor mask(Tensor x) {
        return x.eq(x).cast(DType.FLOAT64);
    }

    /** Returns x with 0 for a missing value. */
    private Tensor counts(Tensor x) {
        Tensor zero = runtime.zeros(Shape.scalar(), DType.FLOAT64);
        return x.cast(DType.FLOAT64).where(mask(x), zero);
    }

    @Override
    public Tensor logDensities(Tensor x) {
        Tensor counts = counts(x);
        Tensor factorials = counts.add(1).lgamma().sum(-1).expandDims(-1);
        return counts.matmul(rate.value().log().transpose())
                .sub(mask(x).matmul(rate.value().transpose()))
                .sub(factorials);
    }

    @Override
    public void expect(Tensor x, Tensor responsibilities, double rate) {
        sum.move(Components.mean(responsibilities, counts(x)), rate);
        observed.move(Components.mean(responsibilities, mask(x)), rate);
    }

    /** {@inheritDoc} A rate is the mean of the example's count and that of all data. */
    @Override
    public void startAt(Tensor examples) {
        double share = 1.0 / examples.shape().extent(0);
        Tensor all = ofTraining();
        Tensor own = counts(examples).add(all).mul(0.5);
        sum.move(own.where(mask(examples), all).mul(share), 1);
        observed.move(mask(examples).mul(0).add(share), 1);
    }

    @Override
    public void maximize(Tensor share) {
        Tensor counted = sum.value().mul(trainingSize).add(ofTraining().mul(pseudoCount));
        rate.assign(counted.div(observed.value().mul(trainingSize).add(pseudoCount)));
    }

    /**
     * Returns the log density of the prior without its constant, {@code c sum (m log lambda -
     * lambda)}.
     */
    @Override
    public double parameterBound() {
        try (TensorScope scope = runtime.scope()) {
            Tensor logs = rate.value().log().mul(ofTraining());
            return pseudoCount * logs.sub(rate.value()).sum().readScalar();
        }
    }

    @Override
    public Optional<Tensor> byValue(Tensor rows, Tensor x) {
        Tensor rates = Components.picked(rows.cast(DType.FLOAT64), rate.value());
        Tensor counts = x.cast(DType.FLOAT64);
        Tensor logs = rates.log().mul(counts).sub(rates).sub(counts.add(1).lgamma());
        return Optional.of(logs.cast(rows.dtype()));
    }

    @Override
    public Tensor means() {
        return rate.value().cast(runtime.dtype());
    }

    @Override
    public Tensor sample(Tensor rows, RandomKey key) {
        Tensor rates = rows.cast(DType.FLOAT64).matmul(rate.value());
        double[] means = rates.readDoubles();
        double[] uniform = key.split("uniform").uniform(means.length);
        double[] normal = key.split("normal").normal(means.length);
        double[] drawn = new double[means.length];
        Arrays.setAll(drawn, i -> drawn(means[i], uniform[i], normal[i]));
        return runtime.tensor(drawn, rates.shape()).cast(runtime.dtype());
    }

    private static double drawn(double mean, double uniform, double normal) {
        if (mean > LARGE) {
            return Math.max(0, Math.rint(mean + Math.sqrt(mean) * normal));
        }
        double probability = Math.exp(-mean);
        double cumulative = probability;
        int count = 0;
        while (cumulative < uniform && probability > 0) {
            count++;
            probability *= mean / count;
            cumulative += probability;
        }
        return count;
    }

    @Override
    public DataMeasure measure(int values) {
        return DataMeasure.of(DataMeasure.COUNTING, values);
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(rate, sum.parameter(), observed.parameter());
    }
}
