// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The Kalman filter and smoother of many series at once, in float64, with gradients.
 *
 * <p>The D numbers of a step are taken one after the other, because their noise is independent
 * (Durbin and Koopman 2012, section 6.4). So nothing is inverted but the variance f of one number,
 * and a missing number is left out exactly, with gain 0. For number i with row c of the emission:
 *
 * <pre>
 *   e = y_ti - b_i - c' m,   f = c' P c + r_i,   k = P c / f
 *   m &lt;- m + k e,   P &lt;- (I - k c') P (I - k c')' + r_i k k'       (Joseph's form)
 *   log p(y) = -1/2 sum [ e^2 / f + log f + log 2 pi ]   over the observed numbers
 * </pre>
 *
 * <p>Joseph's form is a sum of squares: P stays symmetric and positive, also where r is small
 * against P. The smoother goes back with s and N, from 0 at the end (ibid., equations 4.44 and 4.45
 * by number):
 *
 * <pre>
 *   s &lt;- c (e / f - k' s) + s,   N &lt;- c c' / f + (I - k c')' N (I - k c')
 *   E[z_t given y] = m_t + P_t s,   Cov[z_t given y] = P_t - P_t N P_t,   then  s &lt;- A' s,  N &lt;- A' N A
 * </pre>
 *
 * <p>m_t and P_t are those before y_t was seen. P, f, k and N depend on which numbers are observed
 * and not on their values: they are computed once, for one row where all rows miss the same.
 */
final class KalmanFilter {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final StateSpace.Values p;
    private final int steps;

    /** 1 where a number is observed, [b, T, D]; null: everywhere. */
    private final @Nullable Tensor observed;

    /** Rows of the emission, [1, d] each, and the same as columns. */
    private final List<Tensor> rows = new ArrayList<>();

    private final List<Tensor> columns = new ArrayList<>();

    /** P_t before y_t, [b, d, d]. */
    private final List<Tensor> predicted = new ArrayList<>();

    /** k, [b, d], and f, [b, 1], of each number, step by step. */
    private final List<Tensor> gains = new ArrayList<>();

    private final List<Tensor> variances = new ArrayList<>();

    /**
     * Computes the gains.
     *
     * @param steps T, at least 1
     * @param observed 1 where a number is observed and 0 where it is missing, [B, T, D], float64;
     *     null: all are observed
     */
    KalmanFilter(StateSpace.Values p, int steps, @Nullable Tensor observed) {
        this.p = p;
        this.steps = steps;
        this.observed = observed;
        int d = p.states();
        for (int i = 0; i < p.width(); i++) {
            rows.add(p.emission().slice(0, i, i + 1));
            columns.add(rows.get(i).transpose());
        }
        Tensor identity = identity(d);
        int b = observed == null ? 1 : observed.shape().extent(0);
        Tensor covariance = identity.mul(p.startVariance()).broadcastTo(Shape.of(b, d, d));
        Tensor drive = identity.mul(p.drive());
        for (int t = 0; t < steps; t++) {
            predicted.add(covariance);
            for (int i = 0; i < p.width(); i++) {
                Tensor noise = p.noise().slice(0, i, i + 1);
                Tensor spread = covariance.matmul(columns.get(i));
                Tensor f = rows.get(i).matmul(spread).add(noise);
                Tensor k = spread.div(f);
                if (observed != null) {
                    k = k.mul(observed(t, i).expandDims(-1));
                }
                Tensor kept = identity.sub(k.matmul(rows.get(i)));
                covariance =
                        kept.matmul(covariance)
                                .matmul(kept.transpose())
                                .add(k.matmul(k.transpose()).mul(noise));
                gains.add(k.reshape(b, d));
                variances.add(f.reshape(b, 1));
            }
            covariance =
                    p.transition().matmul(covariance).matmul(p.transition().transpose()).add(drive);
        }
    }

    private Tensor identity(int d) {
        double[] values = new double[d * d];
        for (int i = 0; i < d; i++) {
            values[i * (d + 1)] = 1;
        }
        return runtime().tensor(values, Shape.of(d, d), DType.FLOAT64);
    }

    private TensorRuntime runtime() {
        return p.start().runtime();
    }

    /** Returns whether a number is observed, [b, 1]. */
    private Tensor observed(int t, int i) {
        Tensor all = Objects.requireNonNull(observed);
        return all.slice(1, t, t + 1).slice(2, i, i + 1).reshape(all.shape().extent(0), 1);
    }

    /**
     * Passes over series.
     *
     * @param y [..., B, T, D], float64; any number where one is missing
     */
    Pass pass(Tensor y) {
        return new Pass(p, y);
    }

    /** The errors of prediction of series, and what follows from them. */
    final class Pass {

        /** m_t before y_t, [..., B, d]. */
        private final List<Tensor> means = new ArrayList<>();

        /** e of each number, step by step, [..., B, 1]; 0 where it is missing. */
        private final List<Tensor> errors = new ArrayList<>();

        private final Tensor last;

        private Pass(StateSpace.Values p, Tensor y) {
            Tensor centred = y.sub(p.offset());
            Shape leading = y.shape().range(0, -2);
            Tensor mean = p.start().broadcastTo(leading.append(p.states()));
            for (int t = 0; t < steps; t++) {
                means.add(mean);
                Tensor values = centred.slice(-2, t, t + 1).reshape(leading.append(p.width()));
                for (int i = 0; i < p.width(); i++) {
                    Tensor error = values.slice(-1, i, i + 1).sub(mean.matmul(columns.get(i)));
                    if (observed != null) {
                        error = error.mul(observed(t, i));
                    }
                    mean = mean.add(error.mul(gains.get(number(t, i))));
                    errors.add(error);
                }
                mean = mean.matmul(p.transition().transpose());
            }
            this.last = mean;
        }

        /** Returns log p(y) of the observed numbers in nats, [..., B]. */
        Tensor logProbability() {
            Tensor e = Tensor.concatenate(errors, -1);
            Tensor f = Tensor.concatenate(variances, -1);
            Tensor constant = f.log().add(LOG_TWO_PI);
            if (observed != null) {
                constant = constant.mul(observed.reshape(f.shape()));
            }
            return e.square().div(f).add(constant).sum(-1).mul(-0.5);
        }

        /** Returns E[z given y], [..., B, T, d]. */
        Tensor smoothed() {
            Tensor s = last.mul(0);
            List<Tensor> states = new ArrayList<>();
            for (int t = steps - 1; t >= 0; t--) {
                for (int i = p.width() - 1; i >= 0; i--) {
                    int n = number(t, i);
                    Tensor step =
                            errors.get(n)
                                    .div(variances.get(n))
                                    .sub(s.mul(gains.get(n)).sum(-1).expandDims(-1));
                    Tensor moved = s.add(step.mul(rows.get(i)));
                    s = observed == null ? moved : moved.where(observed(t, i), s);
                }
                Tensor correction = s.expandDims(-2).matmul(predicted.get(t));
                states.add(means.get(t).add(correction.reshape(s.shape())));
                s = s.matmul(p.transition());
            }
            Collections.reverse(states);
            return Tensor.stack(states, -2);
        }
    }

    private int number(int t, int i) {
        return t * p.width() + i;
    }

    /** Returns Cov[z_t given y], [b, T, d, d]. */
    Tensor smoothedCovariances() {
        List<Tensor> all = new ArrayList<>();
        back((n, t) -> all.add(covariance(predicted.get(t), n)), (precision, number) -> {});
        Collections.reverse(all);
        return Tensor.stack(all, 1);
    }

    private static Tensor covariance(Tensor before, Tensor n) {
        return before.sub(before.matmul(n).matmul(before));
    }

    /**
     * Returns the diagonal of the precision of y, the inverse of its covariance, [b, T D]: {@code
     * 1/f + k' N k} of each number, a sum without cancellation (Durbin and Koopman 2012, section
     * 4.5.3). Where all are observed.
     */
    Tensor precisions() {
        Tensor[] all = new Tensor[gains.size()];
        back((n, t) -> {}, (precision, number) -> all[number] = precision);
        return Tensor.concatenate(Arrays.asList(all), -1);
    }

    /** Goes back with N, and gives it after each step and the precision of each number. */
    private void back(ObjIntConsumer<Tensor> ofStep, ObjIntConsumer<Tensor> ofNumber) {
        Tensor identity = identity(p.states());
        Tensor n = predicted.get(0).mul(0);
        for (int t = steps - 1; t >= 0; t--) {
            for (int i = p.width() - 1; i >= 0; i--) {
                int number = number(t, i);
                Tensor f = variances.get(number);
                Tensor k = gains.get(number).expandDims(-1);
                Tensor weight = f.reciprocal();
                if (observed != null) {
                    weight = weight.mul(observed(t, i));
                }
                Tensor precision = k.transpose().matmul(n).matmul(k).reshape(f.shape()).add(weight);
                ofNumber.accept(precision, number);
                Tensor kept = identity.sub(k.matmul(rows.get(i)));
                n =
                        kept.transpose()
                                .matmul(n)
                                .matmul(kept)
                                .add(columns.get(i).matmul(rows.get(i)).mul(weight.expandDims(-1)));
            }
            ofStep.accept(n, t);
            n = p.transition().transpose().matmul(n).matmul(p.transition());
        }
    }

    /**
     * Draws states.
     *
     * @param leading the axes before [T, d]
     */
    Tensor states(RandomKey key, Shape leading) {
        int d = p.states();
        Tensor noise = noise(key, leading.append(steps, d));
        Tensor drive = p.drive().sqrt();
        Tensor z = at(noise, 0).mul(p.startVariance().sqrt()).add(p.start());
        List<Tensor> all = new ArrayList<>(List.of(z));
        for (int t = 1; t < steps; t++) {
            z = z.matmul(p.transition().transpose()).add(at(noise, t).mul(drive));
            all.add(z);
        }
        return Tensor.stack(all, -2);
    }

    private static Tensor at(Tensor series, int t) {
        Shape shape = series.shape();
        return series.slice(-2, t, t + 1).reshape(shape.range(0, -2).append(shape.extent(-1)));
    }

    private Tensor noise(RandomKey key, Shape shape) {
        return runtime().normal(key, shape).cast(DType.FLOAT64);
    }

    /** Draws y given states, [..., T, D]. */
    Tensor emissions(RandomKey key, Tensor states) {
        Tensor mean = p.emitted(states);
        return mean.add(noise(key, mean.shape()).mul(p.noise().sqrt()));
    }

    /**
     * Draws states given the observed numbers: a draw of the model, corrected by what the smoother
     * says of the difference of y (Durbin and Koopman 2002, section 2).
     *
     * @param y [B, T, D]
     * @return [K, B, T, d]
     */
    Tensor statesGiven(Tensor y, RandomKey key, int samples) {
        Shape leading = y.shape().range(0, -2).prepend(samples);
        Tensor states = states(key.split("states"), leading);
        Tensor drawn = emissions(key.split("emissions"), states);
        return states.add(new Pass(p.ofDeviations(), y.sub(drawn)).smoothed());
    }

    /**
     * Returns log p(z) of states in nats, [...].
     *
     * @param z [..., T, d], float64
     */
    static Tensor logStates(StateSpace.Values p, Tensor z) {
        int steps = z.shape().extent(-2);
        Tensor first = at(z, 0).sub(p.start());
        Tensor density = normal(first, p.startVariance());
        if (steps == 1) {
            return density;
        }
        Tensor before = z.slice(-2, 0, steps - 1).matmul(p.transition().transpose());
        return density.add(normal(z.slice(-2, 1, steps).sub(before), p.drive()).sum(-1));
    }

    /** log N(deviation; 0, diag variance) over the last axis. */
    private static Tensor normal(Tensor deviation, Tensor variance) {
        return deviation
                .square()
                .div(variance)
                .add(variance.log())
                .add(LOG_TWO_PI)
                .sum(-1)
                .mul(-0.5);
    }
}
