// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.topdown;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.SequentialPosterior;
import org.vaelab.framework.network.DataView;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The encoder of a top-down hierarchy: each group is drawn given the path of p and the features of
 * x on its grid (Child 2021, figure 3).
 *
 * <pre>
 *   q(z given x) = prod_l q(z_l; phi_l),   phi_l = f_l(h_l, a_l)
 * </pre>
 *
 * <p>h_l is the path before group l, and a_l are the features of x on its grid.
 *
 * @param view how networks see x
 * @param posteriors f_l of each group
 */
record TopDownEncoder(TopDownModel model, DataView view, BottomUp up, List<Block> posteriors)
        implements Inference {

    @Override
    public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        Tensor x = p.condition().scaled(batch.x(), batch.given());
        Map<Integer, Tensor> features = up.of(view.of(x));
        List<Group> groups = model.path().groups();
        List<SequentialPosterior.Step> steps = new ArrayList<>();
        for (int i = 1; i < groups.size(); i++) {
            int group = i;
            steps.add(
                    new SequentialPosterior.Step(
                            groups.get(i).name(), z -> of(group, features, z, phase)));
        }
        return new SequentialPosterior(
                groups.get(0).name(),
                of(0, features, Latents.NONE, phase),
                steps,
                (name, before, value) ->
                        model.path().remembered(model.path().index(name), before, value));
    }

    private Posterior of(int group, Map<Integer, Tensor> features, Latents z, Phase phase) {
        Group own = model.path().groups().get(group);
        Tensor path = model.path().before(group, z).place().orElseThrow().before();
        Tensor ofData = features.get(own.index());
        if (model.runtime().isRecording()) {
            return own.family().of(head(group, path, ofData), phase);
        }
        Tensor head;
        try (TensorScope scope = model.runtime().scope()) {
            head = scope.detach(head(group, path, ofData));
        }
        return own.family().of(head, phase);
    }

    private Tensor head(int group, Tensor path, Tensor features) {
        int rows = Math.max(path.shape().extent(0), features.shape().extent(0));
        Tensor seen =
                Tensor.concatenate(List.of(repeated(path, rows), repeated(features, rows)), 1);
        return model.path().groups().get(group).outputs().rows(posteriors.get(group).apply(seen));
    }

    /** Returns [K R, C, H, W] of [R, C, H, W]. */
    private static Tensor repeated(Tensor each, int rows) {
        Shape shape = each.shape();
        int n = shape.extent(0);
        return n == rows
                ? each
                : each.broadcastTo(shape.prepend(rows / n)).reshape(shape.from(1).prepend(rows));
    }

    @Override
    public boolean firstCarriesAll() {
        return posteriors.size() == 1;
    }

    @Override
    public String name() {
        return "top-down";
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(up.parameters());
        for (int i = 0; i < posteriors.size(); i++) {
            String prefix = model.path().groups().get(i).name();
            posteriors.get(i).parameters().forEach(p -> all.add(p.within(prefix)));
        }
        return all.stream().map(p -> p.within("encoder")).toList();
    }
}
