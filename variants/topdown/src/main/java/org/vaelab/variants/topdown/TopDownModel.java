// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.topdown;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.likelihood.DataMeasure;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A top-down hierarchy (Sonderby et al. 2016, section 2.1; Child 2021, section 3): each group of
 * latent variables is given all groups before it, by a deterministic path from coarse to fine.
 *
 * <pre>
 *   p(x, z_1, ..., z_L) = p(z_1) prod_l p(z_l given z_1, ..., z_{l-1}) p(x given z_1, ..., z_L)
 * </pre>
 *
 * <p>p(z_1) is learned too. A variable holds the numbers of a group, those of one position side by
 * side. It is named by its grid and its place there: {@code z4x4_2}.
 *
 * @param decoder from the path after the last group to the head of the likelihood
 */
record TopDownModel(
        TensorRuntime runtime, DataShape shape, Path path, Decoder decoder, Likelihood likelihood)
        implements GenerativeModel {

    @Override
    public List<LatentVariable> latents() {
        List<LatentVariable> all = new ArrayList<>();
        List<String> before = new ArrayList<>();
        for (Group group : path.groups()) {
            all.add(new LatentVariable(group.name(), group.family().space(), before));
            before.add(group.name());
        }
        return all;
    }

    @Override
    public Posterior prior(String latent, Latents parents, Map<String, Tensor> given) {
        int group = path.index(latent);
        Tensor head = path.before(group, parents).place().orElseThrow().head();
        return path.groups().get(group).family().of(head, Phase.evaluation());
    }

    @Override
    public OutputDistribution output(Latents z, Map<String, Tensor> given) {
        Tensor features = path.before(path.groups().size(), z).features();
        Group first = path.groups().get(0);
        Shape values = z.z(first.name()).shape();
        int event = first.family().space().eventShape().rank();
        int rows = features.shape().extent(0);
        Tensor seen = features.reshape(rows, features.shape().size() / rows);
        Shape leading = values.range(0, values.rank() - event);
        return likelihood.of(decoder, seen.reshape(leading.append(seen.shape().extent(1))), given);
    }

    @Override
    public TopDownModel with(UnaryOperator<Likelihood> change) {
        return new TopDownModel(runtime, shape, path, decoder, change.apply(likelihood));
    }

    @Override
    public Latents along(Latents z) {
        return path.along(z);
    }

    @Override
    public Latents sample(RandomKey key, int n, Map<String, Tensor> given) {
        Latents all = Latents.NONE;
        for (int i = 0; i < path.groups().size(); i++) {
            String name = path.groups().get(i).name();
            Draw drawn =
                    prior(name, all, given)
                            .draw(key.split(name), i == 0 ? n : 1)
                            .mapped(t -> t.reshape(t.shape().from(2).prepend(n)));
            all = all.with(name, path.remembered(i, all, drawn));
        }
        return all;
    }

    @Override
    public DataMeasure measure() {
        return likelihood.measure(shape);
    }

    @Override
    public List<String> givenOfDatum() {
        return Stream.concat(likelihood.given().stream(), likelihood.unnormalised().stream())
                .toList();
    }

    @Override
    public long heldPerRow() {
        long held = path.groups().stream().mapToLong(Group::held).sum();
        return held + Math.max(decoder.heldPerRow(), likelihood.heldPerRow(shape));
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        path.parameters().forEach(p -> all.add(p.within("decoder")));
        decoder.parameters().forEach(p -> all.add(p.within("decoder.output")));
        likelihood.parameters().forEach(p -> all.add(p.within("likelihood")));
        return all;
    }
}
