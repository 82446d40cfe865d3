// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.topdown;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.ConvolutionLayer;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/**
 * The pass from the data upwards: a convolution, and on each grid residual blocks. Means over two
 * by two pixels lead to the next grid (Child 2021, figure 3).
 *
 * @param data the grid of the data
 * @param first from the channels of the data to those of the path
 * @param blocks of each grid, fine first
 */
record BottomUp(TensorRuntime runtime, Grid data, ConvolutionLayer first, List<List<Block>> blocks)
        implements Component {

    /** Returns features by the index of their grid, [B, C, H, W], of x, [B, D]. */
    Map<Integer, Tensor> of(Tensor x) {
        if (runtime.isRecording()) {
            return computed(x);
        }
        try (TensorScope scope = runtime.scope()) {
            Map<Integer, Tensor> features = computed(x);
            features.replaceAll((grid, of) -> scope.detach(of));
            return features;
        }
    }

    private Map<Integer, Tensor> computed(Tensor x) {
        Map<Integer, Tensor> features = new TreeMap<>();
        Tensor y = first.apply(x.reshape(x.shape().extent(0), -1, data.rows(), data.columns()));
        for (int grid = 0; grid < blocks.size(); grid++) {
            y = grid == 0 ? y : Block.halved(y);
            for (Block block : blocks.get(grid)) {
                y = block.apply(y);
            }
            features.put(grid, y);
        }
        return features;
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        first.parameters().forEach(p -> all.add(p.within("first")));
        for (int grid = 0; grid < blocks.size(); grid++) {
            String prefix = "grid" + grid;
            Component.numbered(blocks.get(grid)).forEach(p -> all.add(p.within(prefix)));
        }
        return all;
    }
}
