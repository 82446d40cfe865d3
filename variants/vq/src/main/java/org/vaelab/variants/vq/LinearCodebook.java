// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * SimVQ: a codebook of frozen vectors under a learned linear map (Zhu et al. 2024, section 4). A
 * gradient of one code moves all codes, so that few are left behind.
 *
 * <pre>
 *   c_j = v_j W,   v_j ~ N(0, I / w) drawn once,   W learned, at first the identity
 *   commitment = beta |e - sg(c)|^2,   codebook = |sg(e) - c|^2
 * </pre>
 */
@Cites("zhu2024")
@Part(
        value = "simvq",
        description = "the nearest of k frozen vectors under a learned linear map, at n positions",
        paper = "Zhu et al. (2024)",
        variant = "simvq")
public record LinearCodebook(
        @Setting(QuantiserPart.POSITIONS) @Nullable Integer positions,
        @Setting(QuantiserPart.GRID) @Nullable List<Integer> grid,
        @Setting("k, the number of codes") int codebookSize,
        @Setting("w, the number of coordinates of a code") int codeDimension,
        @Setting(
                        value =
                                "beta, the weight of the distance from the encoder's vectors to the codes",
                        defaultValue = "0.25")
                double commitment,
        @Setting(value = QuantiserPart.GRADIENT, defaultValue = "straight-through")
                GradientCopy gradient)
        implements QuantiserPart {

    public LinearCodebook {
        grid = QuantiserPart.copy(grid);
        QuantiserPart.space(positions, grid, 1, codebookSize);
        Counts.atLeastOne("codeDimension", codeDimension);
        QuantiserPart.requireAtLeastZero("commitment", commitment);
    }

    @Override
    public int size() {
        return codebookSize;
    }

    @Override
    public Quantiser quantiser(PartContext context, int stage) {
        int w = codeDimension;
        Tensor drawn =
                context.runtime()
                        .normal(context.key().split("codebook").fold(stage), Shape.of(size(), w));
        int[] diagonal = new int[w];
        for (int i = 0; i < w; i++) {
            diagonal[i] = i;
        }
        Tensor identity = context.runtime().indices(diagonal, Shape.of(w)).oneHot(w);
        return new Mapped(
                Parameter.state("vectors", drawn.mul(1 / Math.sqrt(w))),
                Parameter.learned("map", identity),
                commitment);
    }

    /**
     * The vectors and their map.
     *
     * @param vectors v, [k, w]
     * @param map W, [w, w]
     */
    private record Mapped(Parameter vectors, Parameter map, double commitment)
            implements Quantiser {

        @Override
        public int size() {
            return vectors.value().shape().extent(0);
        }

        @Override
        public int width() {
            return vectors.value().shape().extent(1);
        }

        private Tensor all() {
            return vectors.value().matmul(map.value());
        }

        @Override
        public Tensor indices(Tensor u) {
            return Codebook.nearest(u, all().stopGradient());
        }

        @Override
        public Tensor codes(Tensor indices) {
            return vectors.value().gather(0, indices).matmul(map.value());
        }

        @Override
        public Map<String, Tensor> penalties(Tensor u, Tensor codes) {
            Map<String, Tensor> penalties = new LinkedHashMap<>();
            if (commitment > 0) {
                penalties.put("commitment", Quantiser.distance(u, codes, commitment));
            }
            penalties.put("codebook", Quantiser.distance(codes, u, 1));
            return penalties;
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(vectors, map);
        }
    }
}
