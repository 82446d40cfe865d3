// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.model.RunningMean;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.LogGammas;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent bits, {@code log p(x given k) = sum_d [x_d log theta_kd + (1 - x_d) log(1 -
 * theta_kd)]}.
 *
 * <pre>
 *   a_kd = c + sum_n r_nk x_nd,   b_kd = c + sum_n r_nk (1 - x_nd),   theta_kd = a_kd / (a_kd + b_kd)
 * </pre>
 *
 * <p>As a point, theta maximises the posterior under the prior Beta(1 + c, 1 + c). With c = 0 it
 * maximises the likelihood; theta may then be exactly 0 or 1, with {@code 0 log 0 = 0}. As a
 * distribution, theta is Beta(a, b) under the prior Beta(c, c). The predictive model uses its mean,
 * the theta above, and {@code E log theta = psi(a) - psi(a + b)}.
 *
 * <p>Both logarithms are stored, each in full precision; computing 1 - theta would lose digits.
 */
final class Bernoullis implements Components {

    /** Distance of theta from 0 and 1 for the bits of the example that a component starts from. */
    private static final double START = 0.25;

    private final TensorRuntime runtime;
    private final double pseudoCount;
    private final boolean variational;
    private final double trainingSize;
    private final boolean hasMissing;
    private final RunningMean onMean;
    private final RunningMean offMean;
    private final Parameter on;
    private final Parameter off;
    private final Parameter logOn;
    private final Parameter logOff;
    private final Parameter expectedLogOn;
    private final Parameter expectedLogOff;

    /**
     * Creates fair bits.
     *
     * @param shape [K, D]
     * @param pseudoCount c, above 0 if the parameters have a distribution
     * @param trainingSize N
     * @param hasMissing whether bits may be missing, NaN
     */
    Bernoullis(
            TensorRuntime runtime,
            Shape shape,
            double pseudoCount,
            boolean variational,
            int trainingSize,
            boolean hasMissing) {
        this.runtime = runtime;
        this.pseudoCount = pseudoCount;
        this.variational = variational;
        this.trainingSize = trainingSize;
        this.hasMissing = hasMissing;
        this.onMean = RunningMean.of(runtime, "on", shape);
        this.offMean = RunningMean.of(runtime, "off", shape);
        try (TensorScope scope = runtime.scope()) {
            Tensor ones = runtime.ones(shape);
            this.on = Parameter.state("components.on", ones.cast(DType.FLOAT64));
            this.off = Parameter.state("components.off", ones.cast(DType.FLOAT64));
            this.logOn = Parameter.state("components.logOn", ones);
            this.logOff = Parameter.state("components.logOff", ones);
            this.expectedLogOn =
                    variational ? Parameter.state("components.expectedLogOn", ones) : logOn;
            this.expectedLogOff =
                    variational ? Parameter.state("components.expectedLogOff", ones) : logOff;
            setLogarithms();
        }
    }

    private void setLogarithms() {
        Tensor total = on.value().add(off.value());
        logOn.assign(narrowed(ExactZeros.kept(on.value().log().sub(total.log()))));
        logOff.assign(narrowed(ExactZeros.kept(off.value().log().sub(total.log()))));
        if (variational) {
            expectedLogOn.assign(narrowed(on.value().digamma().sub(total.digamma())));
            expectedLogOff.assign(narrowed(off.value().digamma().sub(total.digamma())));
        }
    }

    private Tensor narrowed(Tensor wide) {
        return wide.cast(runtime.dtype());
    }

    @Override
    public Tensor logDensities(Tensor x) {
        return logDensities(x, logOn.value(), logOff.value());
    }

    @Override
    public Tensor expectedLogDensities(Tensor x) {
        return logDensities(x, expectedLogOn.value(), expectedLogOff.value());
    }

    private Tensor logDensities(Tensor x, Tensor ones, Tensor zeros) {
        if (pseudoCount > 0 && !hasMissing) {
            return x.matmul(ones.sub(zeros).transpose()).add(zeros.sum(-1));
        }
        // The log-odds would cancel for a 0 next to a 1.
        Tensor ofZeros = zeros(x).matmul(zeros.transpose());
        return ExactZeros.read(ones(x).matmul(ones.transpose()).add(ofZeros));
    }

    /** Returns 1 for each one, [B, D]. */
    private Tensor ones(Tensor x) {
        return hasMissing ? x.gt(0.5) : x;
    }

    /** Returns 1 for each zero, [B, D]. */
    private Tensor zeros(Tensor x) {
        return hasMissing ? x.lt(0.5) : x.neg().add(1);
    }

    @Override
    public void expect(Tensor x, Tensor responsibilities, double rate) {
        onMean.move(Components.mean(responsibilities, ones(x)), rate);
        // Subtracting the ones from the share would lose rare values by cancellation.
        offMean.move(Components.mean(responsibilities, zeros(x)), rate);
    }

    /**
     * {@inheritDoc} A bit of its example has the probability 3/4, and that of another 1/4. If it is
     * missing, both have 1/2.
     */
    @Override
    public void startAt(Tensor examples) {
        double share = 1.0 / examples.shape().extent(0);
        Tensor theta = start(examples).mul(1 - 2 * START).add(START);
        onMean.move(theta.mul(share), 1);
        offMean.move(theta.neg().add(1).mul(share), 1);
    }

    private Tensor start(Tensor examples) {
        Tensor half = runtime.full(0.5, Shape.scalar()).cast(examples.dtype());
        return hasMissing ? examples.where(examples.eq(examples), half) : examples;
    }

    @Override
    public void maximize(Tensor share) {
        Tensor ones = onMean.value().mul(trainingSize).add(pseudoCount);
        Tensor zeros = offMean.value().mul(trainingSize).add(pseudoCount);
        Tensor hasData = ones.add(zeros).gt(0);
        on.assign(ones.where(hasData, on.value()));
        off.assign(zeros.where(hasData, off.value()));
        setLogarithms();
    }

    /**
     * Returns log p(theta) without its constant, {@code c sum_kd [log theta_kd + log(1 -
     * theta_kd)]}; for a distribution {@code -sum_kd KL(Beta(a, b) || Beta(c, c))}.
     */
    @Override
    public double parameterBound() {
        if (!variational && pseudoCount == 0) {
            return 0;
        }
        try (TensorScope scope = runtime.scope()) {
            Tensor a = on.value();
            Tensor b = off.value();
            Tensor total = a.add(b);
            if (!variational) {
                Tensor logs = a.log().add(b.log()).sub(total.log().mul(2));
                return pseudoCount * logs.sum().readScalar();
            }
            Tensor prior = a.mul(0).add(pseudoCount);
            Tensor means =
                    a.sub(pseudoCount)
                            .mul(a.digamma().sub(total.digamma()))
                            .add(b.sub(pseudoCount).mul(b.digamma().sub(total.digamma())));
            return LogGammas.logBeta(a, b)
                    .sub(LogGammas.logBeta(prior, prior))
                    .sub(means)
                    .sum()
                    .readScalar();
        }
    }

    @Override
    public Optional<Tensor> byValue(Tensor rows, Tensor x) {
        Tensor ones = Components.picked(rows, logOn.value());
        Tensor zeros = Components.picked(rows, logOff.value());
        return Optional.of(ExactZeros.read(ones.where(x.gt(0.5), zeros)));
    }

    @Override
    public Tensor means() {
        return logOn.value().exp();
    }

    @Override
    public Tensor sample(Tensor rows, RandomKey key) {
        Tensor probabilities = rows.matmul(means());
        return runtime.uniform(key, probabilities.shape())
                .cast(probabilities.dtype())
                .lt(probabilities);
    }

    @Override
    public DataMeasure measure(int values) {
        return DataMeasure.of(DataMeasure.COUNTING, values);
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(List.of(logOn, logOff, on, off));
        if (variational) {
            all.add(expectedLogOn);
            all.add(expectedLogOff);
        }
        all.add(onMean.parameter());
        all.add(offMean.parameter());
        return all;
    }
}
