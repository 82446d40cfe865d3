// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A variational recurrent neural network of series x in R^(T x D) (Chung et al. 2015, equations 5
 * to 8; {@link VrnnCell}):
 *
 * <pre>
 *   p(x, z) = prod_t p(x_t given z_t, h_{t-1}) p(z_t given h_{t-1}),   h_t = GRU(h_{t-1}, x_t, z_t)
 * </pre>
 *
 * <p>The prior of z_t depends on x before t. So the latent variable of this model is its noise e in
 * R^(T x d):
 *
 * <pre>
 *   z_t = mu_0(h_{t-1}) + sigma_0(h_{t-1}) e_t,   e ~ N(0, I)
 *   log p(x given e) = sum_t log p(x_t given z_t, h_{t-1})
 * </pre>
 *
 * <p>Given x, e and z determine one another. So log p(x), bounds, weights and divergences of e are
 * those of z.
 *
 * <p>A missing number has no term, and h_t is given mu_x(z_t, h_{t-1}) in its place. The density of
 * the observed numbers sums to 1, for each set of missing ones. It is not the exact marginal of the
 * density of all numbers, in which h_t sees draws: that is the one of {@link VrnnFilter}. All is in
 * nats.
 *
 * @param layout of a series
 * @param space R^(T d)
 * @param inputs U, the known inputs of a step
 * @param hasMissing whether numbers may be missing, which are NaN
 */
record VrnnModel(
        TensorRuntime runtime,
        DataShape shape,
        SeriesLayout layout,
        Euclidean space,
        int inputs,
        VrnnCell cell,
        boolean hasMissing)
        implements GenerativeModel {

    static final String Z = "z";

    /** What is put in at each step of R rows. */
    interface Walk {

        /** Returns z_t, [R, d], given h_{t-1} and u_t, [R, H + U]. */
        Tensor latent(int step, Tensor state);

        /** Returns the x_t that h_t is given, [R, D], given h_{t-1} and u_t as well. */
        Tensor value(int step, Tensor state, Tensor z);

        /** Returns what outlives a step, the last of each list. */
        List<List<Tensor>> kept();

        /**
         * Returns the state from which a step that is not the last goes on, [R, H]; by default h_t.
         */
        default Tensor resampled(int step, Tensor next) {
            return next;
        }
    }

    /**
     * Goes through all steps. What only a step needs is freed after it, unless a gradient is
     * recorded.
     *
     * @param rows R, row k B + b of series b
     * @param inputs u_t of all steps, [B, T U]; empty without any
     */
    void walk(int rows, Optional<Tensor> inputs, Walk walk) {
        Optional<Tensor> all =
                inputs.map(
                        u ->
                                u.broadcastTo(u.shape().prepend(rows / u.shape().extent(0)))
                                        .reshape(rows, u.shape().extent(1)));
        Tensor state = cell.start(rows);
        for (int t = 0; t < layout.steps(); t++) {
            if (runtime.isRecording()) {
                state = next(t, state, all, walk);
            } else {
                try (TensorScope scope = runtime.scope()) {
                    state = scope.detach(next(t, state, all, walk));
                    walk.kept().forEach(of -> of.add(scope.detach(of.remove(of.size() - 1))));
                }
            }
        }
    }

    private Tensor next(int step, Tensor state, Optional<Tensor> inputs, Walk walk) {
        Tensor known =
                inputs.map(u -> Tensor.concatenate(List.of(state, ofStep(u, step)), -1))
                        .orElse(state);
        Tensor z = walk.latent(step, known);
        Tensor x = walk.value(step, known, z);
        return step + 1 < layout.steps() ? walk.resampled(step, cell.next(state, x, z)) : state;
    }

    /** Returns u_t of all steps, [B, T U]; empty without any. */
    Optional<Tensor> inputs(Map<String, Tensor> given) {
        return inputs == 0
                ? Optional.empty()
                : Optional.of(Objects.requireNonNull(given.get(ValueSplit.INPUTS)));
    }

    /** Returns d, the numbers of z at a step. */
    int perStep() {
        return space.dimension() / layout.steps();
    }

    /** Returns what belongs to a step of values [R, T n], [R, n]. */
    Tensor ofStep(Tensor values, int step) {
        int width = values.shape().extent(-1) / layout.steps();
        return values.slice(-1, step * width, (step + 1) * width);
    }

    /** Returns those of all steps, [R, T, n], from [R, n] of each. */
    Tensor ofAll(List<Tensor> steps) {
        Tensor all = Tensor.concatenate(steps, -1);
        return all.reshape(all.shape().extent(0), steps.size(), -1);
    }

    @Override
    public List<LatentVariable> latents() {
        return List.of(new LatentVariable(Z, space, List.of()));
    }

    @Override
    public Distribution prior(String latent, Latents parents, Map<String, Tensor> given) {
        return new StandardNormal(runtime, space);
    }

    @Override
    public OutputDistribution output(Latents z, Map<String, Tensor> given) {
        return new VrnnOutput(this, z.value(Z), inputs(given));
    }

    @Override
    public Latents sample(RandomKey key, int n, Map<String, Tensor> given) {
        return Latents.of(Z, runtime.normal(key, Shape.of(n, space.dimension())));
    }

    @Override
    public DataMeasure measure() {
        return DataMeasure.of(DataMeasure.LEBESGUE, shape.size());
    }

    /**
     * The numbers that are kept of all steps, and about what a step makes where hidden layers are
     * as wide as the state.
     */
    @Override
    public long heldPerRow() {
        return 4L * space.dimension() + 6L * layout.size() + 35L * cell.recurrence().width();
    }

    @Override
    public List<Parameter> parameters() {
        return cell.parameters();
    }
}
