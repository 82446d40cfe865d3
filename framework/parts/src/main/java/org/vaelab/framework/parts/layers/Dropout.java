// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.network.Layer;
import org.vaelab.framework.network.LayerPart;
import org.vaelab.framework.network.LayerPart.LayerInput;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;

/**
 * Dropout (Srivastava et al. 2014, section 4): in a training step {@code y = m x / (1 - p)}, with m
 * independent for each number, 0 with probability p and else 1. Outside of one {@code y = x}. The
 * division keeps the mean, as in PyTorch; the paper scales the weights in evaluation instead.
 */
@Cites("srivastava2014")
@Part(
        value = "dropout",
        description =
                "in a training step sets numbers to 0 at random, and divides the others by 1 - rate",
        paper = "Srivastava et al. (2014), section 4")
public record Dropout(
        @Setting(value = "probability of 0, at least 0 and below 1", defaultValue = "0.5")
                double rate)
        implements LayerPart {

    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new SettingException("rate", "must be at least 0 and below 1, is " + rate);
        }
    }

    @Override
    public Layer create(LayerInput input) {
        return new Layer(
                input.seen(),
                List.of(),
                (x, pass) -> rate == 0 || pass.isEmpty() ? x : dropped(x, pass.get()));
    }

    private Tensor dropped(Tensor x, TrainingMode.Pass pass) {
        Tensor kept = x.runtime().uniform(pass.nextKey(), x.shape(), x.dtype()).gt(rate);
        return x.mul(kept.mul(1 / (1 - rate)));
    }
}
