// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.vaelab.framework.latent.LatentValue;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.likelihood.OutputDistribution.ObservedOutput;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * p(x given e) of a {@link VrnnModel}. The numbers of a step depend on those of the steps before
 * it, so there are no densities of single numbers and no mean in closed form. Given some numbers,
 * the missing ones are independent.
 *
 * @param noise e, [..., B, T d]; a {@link VrnnPosterior.Walked} has the heads given its x
 * @param inputs u_t of all steps, [B, T U]; empty without any
 */
record VrnnOutput(VrnnModel model, LatentValue noise, Optional<Tensor> inputs)
        implements OutputDistribution {

    private Shape leading() {
        return noise.z().shape().range(0, -1);
    }

    /**
     * Goes through all steps, and returns the heads of p(x_t given z_t, h_{t-1}).
     *
     * @param values x_t of a step and its head, [R, D]
     * @param drawn to which x_t of each step is added
     */
    private List<Tensor> heads(BiFunction<Integer, Tensor, Tensor> values, List<Tensor> drawn) {
        int rows = leading().size();
        Tensor e = noise.z().reshape(rows, model.space().dimension());
        List<Tensor> heads = new ArrayList<>();
        model.walk(
                rows,
                inputs,
                new VrnnModel.Walk() {
                    @Override
                    public Tensor latent(int step, Tensor state) {
                        return model.cell().prior(state).at(model.ofStep(e, step));
                    }

                    @Override
                    public Tensor value(int step, Tensor state, Tensor z) {
                        Tensor head = model.cell().head(z, state);
                        heads.add(head);
                        drawn.add(values.apply(step, head));
                        return drawn.get(step);
                    }

                    @Override
                    public List<List<Tensor>> kept() {
                        return List.of(heads, drawn);
                    }
                });
        return heads;
    }

    private Tensor mean(Tensor head) {
        return head.slice(-1, 0, model.layout().width());
    }

    /** Goes through all steps, and returns the x_t that are seen. */
    private Tensor drawn(BiFunction<Integer, Tensor, Tensor> values) {
        List<Tensor> drawn = new ArrayList<>();
        heads(values, drawn);
        return Tensor.concatenate(drawn, -1).reshape(leading().append(model.layout().size()));
    }

    @Override
    public OutputDistribution givenPrevious(Tensor x) {
        SeriesLayout layout = model.layout();
        Tensor heads =
                noise instanceof VrnnPosterior.Walked draw && draw.x() == x
                        ? draw.heads().get()
                        : model.ofAll(headsGiven(x));
        Tensor joined =
                heads.reshape(-1, layout.steps(), 2, layout.width())
                        .permute(0, 2, 1, 3)
                        .reshape(leading().append(2 * layout.size()));
        OutputDistribution all = model.cell().likelihood().of(joined);
        return model.hasMissing() ? new ObservedOutput(all) : all;
    }

    private List<Tensor> headsGiven(Tensor x) {
        int size = model.layout().size();
        Tensor rows = x.broadcastTo(leading().append(size)).reshape(leading().size(), size);
        return heads(
                (step, head) -> {
                    Tensor known = model.ofStep(rows, step);
                    // NaN is not equal to itself.
                    return model.hasMissing() ? known.where(known.eq(known), mean(head)) : known;
                },
                new ArrayList<>());
    }

    @Override
    public Tensor logProbability(Tensor x) {
        return givenPrevious(x).logProbability(x);
    }

    /** Returns the means, each given the means of the steps before it. */
    @Override
    public Optional<Tensor> prediction() {
        return Optional.of(drawn((step, head) -> mean(head)));
    }

    @Override
    public Tensor sample(RandomKey key) {
        return drawn((step, head) -> model.cell().likelihood().of(head).sample(key.fold(step)));
    }
}
