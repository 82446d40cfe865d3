// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.NormalComponents;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.model.RunningMean;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent Normal values, {@code log p(x given k) = -1/2 sum_d [(x_d - mu_kd)^2 / v_kd + log
 * v_kd + log 2 pi]}. They maximise the likelihood with a lower bound on standard deviations.
 * Without the bound, a component on one datum has no maximum.
 *
 * <pre>
 *   mu_k = E_k[x],   v_kd = max(E_k[x_d^2] - mu_kd^2, least^2),   E_k the mean by responsibilities
 * </pre>
 *
 * <p>If values may be missing, E_k of value d is over the data in which it is observed. So the
 * maximisation is exact for the likelihood of the observed values.
 *
 * <p>Squares are expanded so that matrix products can compute them. Float64, and values relative to
 * the mean of the training data, limit the cancellation.
 */
final class DiagonalNormals implements Components {

    private final TensorRuntime runtime;
    private final double leastVariance;
    private final TrainingValues data;
    private final Parameter centre;
    private final Parameter mean;
    private final Parameter variance;
    private final RunningMean first;
    private final RunningMean second;
    private final Optional<RunningMean> observed;

    /**
     * Creates Normals with the mean of the data.
     *
     * @param least the standard deviation that none is below
     * @param hasMissing whether values may be missing, NaN
     */
    DiagonalNormals(
            TensorRuntime runtime,
            int size,
            double least,
            TrainingValues data,
            boolean hasMissing) {
        this.runtime = runtime;
        this.leastVariance = least * least;
        this.data = data;
        int width = data.mean().length;
        Shape shape = Shape.of(size, width);
        this.first = RunningMean.of(runtime, "first", shape);
        this.second = RunningMean.of(runtime, "second", shape);
        this.observed =
                hasMissing
                        ? Optional.of(RunningMean.of(runtime, "observed", shape))
                        : Optional.empty();
        try (TensorScope scope = runtime.scope()) {
            Tensor zeros = runtime.zeros(shape, DType.FLOAT64);
            Tensor middle = runtime.tensor(data.mean(), Shape.of(width), DType.FLOAT64);
            this.centre = Parameter.state("components.centre", middle);
            this.mean = Parameter.state("components.mean", zeros.add(middle));
            this.variance = Parameter.state("components.variance", zeros.add(1));
        }
    }

    /** Returns x relative to the mean of the data, which missing values are taken to have. */
    private Tensor centred(Tensor x) {
        Tensor values = x.cast(DType.FLOAT64).sub(centre.value());
        return observed.isEmpty()
                ? values
                : values.where(mask(x), runtime.zeros(Shape.scalar(), DType.FLOAT64));
    }

    /** Returns 1 for each observed value. */
    private static Tensor mask(Tensor x) {
        return x.eq(x).cast(DType.FLOAT64);
    }

    @Override
    public Tensor logDensities(Tensor x) {
        Tensor means = mean.value().sub(centre.value());
        Tensor logVariance = variance.value().log();
        return observed.isEmpty()
                ? NormalComponents.of(means, logVariance).of(centred(x))
                : ofObserved(centred(x), mask(x), means, logVariance);
    }

    /** Returns the sum over observed d of log N(x_d; mu_kd, v_kd), [B, K]. */
    private static Tensor ofObserved(Tensor x, Tensor mask, Tensor means, Tensor logVariance) {
        Tensor precision = logVariance.neg().exp();
        Tensor constant = means.square().mul(precision).add(logVariance).add(Math.log(2 * Math.PI));
        Tensor squares = x.square().matmul(precision.transpose());
        Tensor products = x.matmul(means.mul(precision).transpose());
        return squares.sub(products.mul(2)).add(mask.matmul(constant.transpose())).mul(-0.5);
    }

    @Override
    public void expect(Tensor x, Tensor responsibilities, double rate) {
        Tensor values = centred(x);
        first.move(Components.mean(responsibilities, values), rate);
        second.move(Components.mean(responsibilities, values.square()), rate);
        observed.ifPresent(shares -> shares.move(Components.mean(responsibilities, mask(x)), rate));
    }

    /** {@inheritDoc} The variances are those of all data. */
    @Override
    public void startAt(Tensor examples) {
        double share = 1.0 / examples.shape().extent(0);
        Tensor values = centred(examples);
        Tensor spread = runtime.tensor(data.variances(), centre.value().shape(), DType.FLOAT64);
        first.move(values.mul(share), 1);
        second.move(values.square().add(spread).mul(share), 1);
        observed.ifPresent(shares -> shares.move(values.mul(0).add(share), 1));
    }

    @Override
    public void maximize(Tensor share) {
        Tensor weight = observed.map(RunningMean::value).orElseGet(() -> share.expandDims(-1));
        Tensor hasData = weight.gt(0);
        Tensor means = first.value().div(weight);
        Tensor variances = second.value().div(weight).sub(means.square()).maximum(leastVariance);
        mean.assign(means.add(centre.value()).where(hasData, mean.value()));
        variance.assign(variances.where(hasData, variance.value()));
    }

    @Override
    public Optional<Tensor> byValue(Tensor rows, Tensor x) {
        Tensor own = rows.cast(DType.FLOAT64);
        Tensor means = Components.picked(own, mean.value());
        Tensor variances = Components.picked(own, variance.value());
        Tensor squares = x.cast(DType.FLOAT64).sub(means).square().div(variances);
        Tensor logs = squares.add(variances.mul(2 * Math.PI).log()).mul(-0.5);
        return Optional.of(logs.cast(rows.dtype()));
    }

    @Override
    public Tensor means() {
        return mean.value().cast(runtime.dtype());
    }

    @Override
    public Tensor sample(Tensor rows, RandomKey key) {
        Tensor deviations = rows.matmul(variance.value().sqrt().cast(runtime.dtype()));
        Tensor noise = runtime.normal(key, deviations.shape());
        return rows.matmul(means()).add(noise.mul(deviations));
    }

    @Override
    public DataMeasure measure(int values) {
        return DataMeasure.of(DataMeasure.LEBESGUE, values);
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all =
                new ArrayList<>(
                        List.of(centre, mean, variance, first.parameter(), second.parameter()));
        observed.ifPresent(shares -> all.add(shares.parameter()));
        return all;
    }
}
