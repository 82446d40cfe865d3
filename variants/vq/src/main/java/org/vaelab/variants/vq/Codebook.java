// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * k codes c_1, ..., c_k in R^w, with the use of each.
 *
 * <p>The codes are moving averages of the vectors e that chose them (van den Oord et al. 2017,
 * appendix A.1), with decay d and epsilon = 1e-5:
 *
 * <pre>
 *   N_j <- d N_j + (1 - d) n_j                   n_j vectors of the batch chose code j
 *   m_j <- d m_j + (1 - d) sum of those vectors
 *   c_j  = m_j / N'_j,   N'_j = (N_j + epsilon) N / (N + k epsilon),   N = sum_j N_j
 * </pre>
 *
 * <p>The alternative is the gradient of a loss; then only N_j is kept. In both cases, a code is
 * re-seeded with a vector of the batch if its N_j falls below a share of even use, which is the n
 * vectors of a batch divided by k.
 */
final class Codebook implements Quantiser {

    /** How the codes are learned. */
    enum Learning {
        /** Each code is a moving average of the vectors assigned to it. */
        EMA,
        /** A loss moves each code towards the vectors assigned to it. */
        GRADIENT
    }

    private static final double SMOOTHING = 1e-5;
    private static final int LLOYD_ITERATIONS = 10;

    /**
     * The count of a new code, as a share of even use. It is small, so that its first users soon
     * outweigh its seed.
     */
    private static final double WEIGHT_OF_SEED = 0.1;

    /**
     * The key of the rows of a batch that become seeds. The batch is random already, so this key
     * may depend on the step alone. A resumed run then gets the same codes without further state.
     */
    private static final RandomKey ROWS = RandomKey.of(0).split("rows of seeds");

    private final TensorRuntime runtime;
    private final VectorQuantisedPosterior settings;
    private final int size;
    private final Parameter codes;
    private final Parameter counts;
    private final Parameter sums;

    /** Makes a codebook with drawn codes. */
    Codebook(TensorRuntime runtime, RandomKey key, VectorQuantisedPosterior settings) {
        this.runtime = runtime;
        this.settings = settings;
        this.size = settings.codebookSize();
        int width = settings.codeDimension();
        Tensor drawn = runtime.normal(key, Shape.of(size, width));
        this.codes =
                isMovingAverage()
                        ? Parameter.state("codes", drawn)
                        : Parameter.learned("codes", drawn);
        this.counts = Parameter.state("counts", runtime.zeros(Shape.of(size)));
        this.sums = Parameter.state("sums", runtime.zeros(Shape.of(size, width)));
    }

    private boolean isMovingAverage() {
        return settings.codebook() == Learning.EMA;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int width() {
        return settings.codeDimension();
    }

    private Tensor codes() {
        return codes.value();
    }

    @Override
    public Tensor codes(Tensor indices) {
        return codes().gather(0, indices);
    }

    /** Returns the codes by a product, which an exported decoder can compute too. */
    @Override
    public Tensor ofUnits(Tensor units) {
        return units.matmul(codes());
    }

    /**
     * Returns the two terms that draw vectors and codes together (van den Oord et al. 2017,
     * equation 3):
     *
     * <pre>
     *   commitment = beta |e - sg(c)|^2,   codebook = |sg(e) - c|^2   (codes that a loss moves)
     * </pre>
     */
    @Override
    public Map<String, Tensor> penalties(Tensor u, Tensor codes) {
        Map<String, Tensor> penalties = new LinkedHashMap<>();
        if (settings.commitment() > 0) {
            penalties.put("commitment", Quantiser.distance(u, codes, settings.commitment()));
        }
        if (!isMovingAverage()) {
            penalties.put("codebook", Quantiser.distance(codes, u, 1));
        }
        return penalties;
    }

    @Override
    public List<StateUpdate> updates(Tensor u, Tensor indices) {
        Tensor users = indices.oneHot(size);
        return List.of(clock -> learn(u, users, clock.step()));
    }

    @Override
    public List<Parameter> parameters() {
        return isMovingAverage() ? List.of(codes, counts, sums) : List.of(codes, counts);
    }

    /**
     * Returns the code nearest to each vector; ties take the first. |e|^2 is the same for all
     * codes, so minimising {@code |e - c|^2} means maximising {@code e.c - |c|^2 / 2}.
     *
     * @param u e, [N, w]
     */
    @Override
    public Tensor indices(Tensor u) {
        return nearest(u, codes().stopGradient());
    }

    static Tensor nearest(Tensor e, Tensor among) {
        Tensor halfSquares = among.square().sum(-1).mul(0.5);
        return e.matmul(among.transpose()).sub(halfSquares).argMax(-1);
    }

    /**
     * Learns from a training step.
     *
     * @param e the vectors of its batch, [N, w]
     * @param users the codes of e as unit vectors, [N, k]
     * @param step from 0; at the first the codes start from clusters of e
     */
    void learn(Tensor e, Tensor users, long step) {
        if (step == 0) {
            start(e);
        } else {
            update(e, users, step);
        }
    }

    /**
     * Sets the codes to the cluster means of a batch, by Lloyd's algorithm from vectors of the
     * batch. A code without assigned vectors stays where it is.
     *
     * @param e [N, w]
     */
    void start(Tensor e) {
        int n = e.shape().extent(0);
        int[] order = ROWS.fold(0).permutation(n);
        int[] chosen = new int[size];
        for (int j = 0; j < size; j++) {
            chosen[j] = order[j % n];
        }
        Tensor centres = e.gather(0, runtime.indices(chosen, Shape.of(size)));
        for (int i = 0; i < LLOYD_ITERATIONS; i++) {
            Tensor users = nearest(e, centres).oneHot(size);
            Tensor used = users.sum(0).expandDims(-1);
            centres = sums(e, users).div(used.maximum(1)).where(used, centres);
        }
        Tensor weight = runtime.full(WEIGHT_OF_SEED * n / size, Shape.of(size));
        codes.assign(centres);
        counts.assign(weight);
        sums.assign(centres.mul(weight.expandDims(-1)));
    }

    /** Returns the sum of the vectors of each code, [k, w], for users [N, k]. */
    private static Tensor sums(Tensor e, Tensor users) {
        return e.transpose().matmul(users).transpose();
    }

    /**
     * Learns from a batch, and re-seeds codes that are hardly used.
     *
     * @param e [N, w]
     * @param users the codes of e as unit vectors, [N, k]
     * @param step of training
     */
    void update(Tensor e, Tensor users, long step) {
        average(counts, users.sum(0));
        if (isMovingAverage()) {
            average(sums, sums(e, users));
            Tensor total = counts.value().sum();
            Tensor smoothed =
                    counts.value()
                            .add(SMOOTHING)
                            .mul(total)
                            .div(total.add(size * SMOOTHING))
                            .expandDims(-1);
            codes.assign(sums.value().div(smoothed));
        }
        if (settings.deadCodeThreshold() > 0) {
            revive(e, ROWS.fold(step));
        }
    }

    private void average(Parameter average, Tensor next) {
        double decay = settings.decay();
        average.assign(average.value().mul(decay).add(next.mul(1 - decay)));
    }

    private void revive(Tensor e, RandomKey drawn) {
        int n = e.shape().extent(0);
        double even = (double) n / size;
        double[] uniform = drawn.uniform(size);
        int[] rows = new int[size];
        for (int j = 0; j < size; j++) {
            rows[j] = (int) (uniform[j] * n);
        }
        Tensor seeds = e.gather(0, runtime.indices(rows, Shape.of(size)));
        Tensor unused = counts.value().lt(settings.deadCodeThreshold() * even);
        Tensor weight = runtime.full(WEIGHT_OF_SEED * even, Shape.of(size));
        codes.assign(seeds.where(unused.expandDims(-1), codes().stopGradient()));
        counts.assign(weight.where(unused, counts.value()));
        sums.assign(seeds.mul(weight.expandDims(-1)).where(unused.expandDims(-1), sums.value()));
    }
}
