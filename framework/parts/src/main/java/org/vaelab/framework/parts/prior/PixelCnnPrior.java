// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.parts.pixelcnn.GatedPixelCnn;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Each categorical variable on a grid given those before it, row by row, by a gated PixelCNN (van
 * den Oord et al. 2016b; van den Oord, Vinyals and Kavukcuoglu 2017, section 4.1):
 *
 * <pre>
 *   log p(z) = sum_i log p(z_i | z_1, ..., z_{i-1}) = sum_i sum_j z_ij log softmax(l_i)_j
 * </pre>
 *
 * <p>Each category has a learned vector of C numbers, which the network sees in its place. The R
 * stages of a residual quantiser lie side by side in a row, so a position has R columns. One pass
 * gives the logits l_i of all variables; a draw costs the operations of one pass, a variable at a
 * time.
 *
 * <p>Uniform before it is trained: the weights towards the logits start at 0.
 *
 * @param vectors of the categories, [k, C]
 */
public record PixelCnnPrior(OneHot space, Parameter vectors, GatedPixelCnn network)
        implements CategoriesInOrder {

    @Cites("oord2016b")
    @Part(
            value = "pixelcnn",
            description =
                    "each categorical variable on a grid given those before it, by masked"
                            + " convolutions (gated PixelCNN)",
            paper = "van den Oord et al. (2016)")
    public record Settings(
            @Setting(
                            "rows and columns of the variables, such as [7, 7]; by default those of the"
                                    + " posterior")
                    @Nullable List<Integer> grid,
            @Setting(value = "number of gated layers", defaultValue = "4") int layers,
            @Setting(value = "channels of each of the two stacks", defaultValue = "32")
                    int channels,
            @Setting(value = "extent of the kernels of the first layer, odd", defaultValue = "5")
                    int kernel,
            @Setting(value = "extent of the kernels of the other layers, odd", defaultValue = "3")
                    int innerKernel)
            implements PriorPart {

        public Settings {
            grid = grid == null ? null : List.copyOf(grid);
            Grid.ofSetting(grid);
            Counts.atLeastOne("layers", layers);
            Counts.atLeastOne("channels", channels);
            GatedPixelCnn.requireKernel("kernel", kernel);
            GatedPixelCnn.requireKernel("innerKernel", innerKernel);
        }

        @Override
        public Prior create(PriorContext context) {
            return of(
                    context.runtime(),
                    context.key(),
                    context.space(OneHot.class, "prior pixelcnn"),
                    context.posterior().networkInput().grid());
        }

        /**
         * Returns the prior on a space.
         *
         * @param places of the positions, where these settings name none
         * @throws IllegalArgumentException if there is no grid, or if the variables do not lie on
         *     it
         */
        public PixelCnnPrior of(
                TensorRuntime runtime, RandomKey key, OneHot space, Optional<Grid> places) {
            GatedPixelCnn network =
                    new GatedPixelCnn(
                            runtime,
                            key,
                            new GatedPixelCnn.Layout(
                                    grid(space.variables(), places),
                                    layers,
                                    channels,
                                    kernel,
                                    innerKernel,
                                    channels,
                                    space.categories(),
                                    0));
            network.startAtZero();
            Shape shape = Shape.of(space.categories(), channels);
            Tensor vectors = runtime.normal(key.split("vectors"), shape);
            return new PixelCnnPrior(space, Parameter.learned("vectors", vectors), network);
        }

        /** The grid of all variables: those of a position are side by side. */
        private Grid grid(int variables, Optional<Grid> ofPosterior) {
            Grid places =
                    Grid.ofSetting(grid)
                            .or(() -> ofPosterior)
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "prior pixelcnn needs a grid: set grid of the"
                                                            + " posterior, or of the prior"));
            int each = variables / places.positions();
            if (each * places.positions() != variables) {
                throw new IllegalArgumentException(
                        "prior pixelcnn: %s variables do not lie on a grid of %s"
                                .formatted(variables, places));
            }
            return new Grid(places.rows(), places.columns() * each);
        }
    }

    @Override
    public TensorRuntime runtime() {
        return vectors.value().runtime();
    }

    @Override
    public Tensor logits(Tensor z) {
        int k = space.categories();
        Tensor seen = z.reshape(-1, k).matmul(vectors.value());
        Tensor flat = seen.reshape(-1, space.variables() * network.layout().inputs());
        return network.logits(flat, Optional.empty()).reshape(z.shape());
    }

    @Override
    public void choose(int rows, Step step) {
        network.sample(
                rows,
                Optional.empty(),
                (i, logits) -> vectors.value().gather(0, step.chosen(i, logits)));
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(List.of(vectors));
        all.addAll(network.parameters());
        return all;
    }
}
