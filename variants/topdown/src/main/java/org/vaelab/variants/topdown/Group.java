// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.topdown;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.ConvolutionLayer;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.InitialWeights;
import org.vaelab.framework.parts.architecture.HeadChannels;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A group of latent variables on a grid, and its part of the path (Child 2021, figure 3). The path
 * h leads in, y leads out:
 *
 * <pre>
 *   (theta, d) = f(h),   p(z given the groups before) = p(z; theta)
 *   y = g(h + d + W z)
 * </pre>
 *
 * @param name of the latent variable
 * @param index of its grid
 * @param bias added to the path where a grid begins, [1, C, H, W]; empty within one
 * @param family of p(z) and q(z)
 * @param outputs how their parameters lie in channels
 * @param prior f
 * @param projection W, 1x1
 * @param block g, residual
 */
record Group(
        String name,
        int index,
        Grid grid,
        Optional<Parameter> bias,
        PosteriorFamily family,
        HeadChannels outputs,
        Block prior,
        ConvolutionLayer projection,
        Block block)
        implements Component {

    static Group make(
            TensorRuntime runtime,
            InitialWeights weights,
            Block.Plan plan,
            String name,
            int index,
            Grid grid,
            boolean begins,
            PosteriorFamily family,
            double scale) {
        Head head = family.head().onGrid(grid);
        HeadChannels outputs = new HeadChannels(head, 1, grid);
        Shape path = Shape.of(1, plan.width(), grid.rows(), grid.columns());
        int share = grid.share(family.networkInput().width());
        return new Group(
                name,
                index,
                grid,
                begins
                        ? Optional.of(Parameter.learned("bias", runtime.zeros(path)))
                        : Optional.empty(),
                family,
                outputs,
                plan.block(
                        weights.split("prior"),
                        plan.width(),
                        outputs.count() + plan.width(),
                        grid,
                        0),
                Block.layer(
                        weights.split("projection"),
                        share,
                        plan.width(),
                        1,
                        Activation.IDENTITY,
                        scale),
                plan.residual(weights.split("block"), grid, scale));
    }

    /**
     * The path at a group.
     *
     * @param before h, [R, C, H, W]
     * @param head theta, [R, head width]
     * @param after h + d
     */
    record Place(Tensor before, Tensor head, Tensor after) {}

    /** Returns the path at this group, from h without the bias. */
    Place at(Tensor path) {
        Tensor h = bias.map(b -> path.add(b.value())).orElse(path);
        Tensor found = prior.apply(h);
        int n = outputs.count();
        int all = found.shape().extent(1);
        return new Place(h, outputs.rows(found.slice(1, 0, n)), h.add(found.slice(1, n, all)));
    }

    /**
     * Returns the path after this group.
     *
     * @param z what networks see of its values, [R, width]
     */
    Tensor after(Place place, Tensor z) {
        return block.apply(place.after().add(projection.apply(grid.images(z))));
    }

    /** Returns how many numbers are held of one row from this group to the next. */
    long held() {
        int width = projection.parameters().get(1).value().shape().size();
        return (3L * width + 2L * outputs.count()) * grid.positions();
    }

    @Override
    public List<Parameter> parameters() {
        Map<String, Component> parts = new LinkedHashMap<>();
        parts.put("prior", prior);
        parts.put("projection", projection);
        parts.put("block", block);
        List<Parameter> all = new ArrayList<>(bias.stream().toList());
        all.addAll(Component.named(parts));
        return all;
    }
}
