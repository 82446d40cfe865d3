// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.CustomGradient;
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
 *
 * <p>The recursions run on the JVM, because tensors of a few numbers cost more than what is computed
 * with them. Their derivatives are written by hand in {@link KalmanGains}, {@link KalmanMeans} and
 * {@link KalmanPrecisions}.
 */
final class KalmanFilter {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    /** The most numbers of a series whose states are found by a product. */
    private static final int LONGEST_PRODUCT = 400;

    private final StateSpace.Values p;
    private final int steps;
    private final StateNumbers numbers;
    private final KalmanGains gains;

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
        this.numbers = StateNumbers.of(p);
        this.gains =
                observed == null
                        ? new KalmanGains(numbers, steps, 1, null)
                        : new KalmanGains(
                                numbers, steps, observed.shape().extent(0), observed.readDoubles());
    }

    private TensorRuntime runtime() {
        return p.start().runtime();
    }

    private Tensor tensor(double[] values, Shape shape) {
        return runtime().tensor(values, shape, DType.FLOAT64);
    }

    /** Returns values with gradients in the parameters, and in y if it is given. */
    private Tensor computed(
            Supplier<Tensor> values,
            StateSpace.Values p,
            List<Tensor> y,
            Function<double[], List<double[]>> pullback) {
        List<Tensor> inputs = new ArrayList<>(p.all());
        inputs.addAll(y);
        return CustomGradient.of(
                values,
                (upstream, needed) -> {
                    List<double[]> found = pullback.apply(upstream.readDoubles());
                    Tensor[] gradients = new Tensor[inputs.size()];
                    for (int i = 0; i < gradients.length; i++) {
                        gradients[i] = tensor(found.get(i), inputs.get(i).shape());
                    }
                    return gradients;
                },
                inputs);
    }

    /**
     * Passes over series.
     *
     * @param y [..., B, T, D], float64; any number where one is missing
     */
    Pass pass(Tensor y) {
        return new Pass(p, numbers, y);
    }

    /** The errors of prediction of series, and what follows from them. */
    final class Pass {

        private final StateSpace.Values p;
        private final StateNumbers numbers;
        private final Tensor y;
        private @Nullable KalmanMeans means;

        private Pass(StateSpace.Values p, StateNumbers numbers, Tensor y) {
            this.p = p;
            this.numbers = numbers;
            this.y = y;
        }

        private KalmanMeans means() {
            if (means == null) {
                means = new KalmanMeans(numbers, gains, y.readDoubles());
            }
            return means;
        }

        private Tensor computed(
                Supplier<Tensor> values, Function<double[], KalmanMeans.Gradients> pullback) {
            return KalmanFilter.this.computed(
                    values, p, List.of(y), upstream -> pullback.apply(upstream).all());
        }

        /** Returns log p(y) of the observed numbers in nats, [..., B]. */
        Tensor logProbability() {
            Shape shape = y.shape().range(0, -2);
            return computed(
                    () -> tensor(means().logProbability(), shape),
                    upstream -> means().pullBackLogProbability(upstream));
        }

        /** Returns E[z given y], [..., B, T, d]. */
        Tensor smoothed() {
            Shape shape = y.shape().range(0, -1).append(p.states());
            return computed(
                    () -> tensor(means().smoothed(), shape),
                    upstream -> means().pullBackSmoothed(upstream));
        }

        /**
         * Returns the same. Where all is observed, and a series is not long, it is a product of y and
         * a matrix, which does not read y: so it can be exported as a graph.
         */
        Tensor located() {
            int n = steps * p.width();
            if (!gains.isComplete() || n > LONGEST_PRODUCT) {
                return smoothed();
            }
            double[] units = new double[(n + 1) * n];
            for (int i = 0; i < n; i++) {
                units[(i + 1) * n + i] = 1;
            }
            int states = steps * p.states();
            double[] all = new KalmanMeans(numbers, gains, units).smoothed();
            double[] constant = Arrays.copyOf(all, states);
            double[] matrix = Arrays.copyOfRange(all, states, all.length);
            for (int i = 0; i < matrix.length; i++) {
                matrix[i] -= constant[i % states];
            }
            Shape leading = y.shape().range(0, -2);
            return computed(
                    () ->
                            y.reshape(leading.append(n))
                                    .matmul(tensor(matrix, Shape.of(n, states)))
                                    .add(tensor(constant, Shape.of(states)))
                                    .reshape(leading.append(steps, p.states())),
                    upstream -> means().pullBackSmoothed(upstream));
        }
    }

    /** Returns Cov[z_t given y], [b, T, d, d], without gradients. */
    Tensor smoothedCovariances() {
        int d = p.states();
        return tensor(
                new KalmanPrecisions(numbers, gains).covariances(),
                Shape.of(gains.rows(), steps, d, d));
    }

    /**
     * Returns the diagonal of the precision of y, the inverse of its covariance, [b, T D]: {@code
     * 1/f + k' N k} of each number, a sum without cancellation (Durbin and Koopman 2012, section
     * 4.5.3). Where all are observed.
     */
    Tensor precisions() {
        KalmanPrecisions found = new KalmanPrecisions(numbers, gains);
        return computed(
                () -> tensor(found.precisions(), Shape.of(gains.rows(), steps * p.width())),
                p,
                List.of(),
                upstream -> found.pullBack(upstream).all());
    }

    /**
     * Draws states.
     *
     * @param leading the axes before [T, d]
     */
    Tensor states(RandomKey key, Shape leading) {
        Tensor noise = noise(key, leading.append(steps, p.states()));
        Tensor first = noise.slice(-2, 0, 1).mul(p.startVariance().sqrt()).add(p.start());
        Tensor moves =
                steps == 1
                        ? first
                        : Tensor.concatenate(
                                List.of(first, noise.slice(-2, 1, steps).mul(p.drive().sqrt())),
                                -2);
        double[] path = numbers.path(moves.readDoubles(), steps);
        return CustomGradient.of(
                () -> tensor(path, moves.shape()),
                (upstream, needed) -> {
                    double[] transition = new double[p.states() * p.states()];
                    double[] ofMoves = upstream.readDoubles();
                    numbers.pullBackPath(path, ofMoves, transition, steps);
                    return new Tensor[] {
                        tensor(transition, p.transition().shape()), tensor(ofMoves, moves.shape())
                    };
                },
                List.of(p.transition(), moves));
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
        return states.add(
                new Pass(p.ofDeviations(), numbers.ofDeviations(), y.sub(drawn)).smoothed());
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
