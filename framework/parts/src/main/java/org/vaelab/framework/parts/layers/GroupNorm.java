// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * Group normalisation (Wu and He 2018, equations 1, 6 and 7): {@code y = w (x - m) / sqrt(v + epsilon) + b},
 * with m and v the mean and the variance of a group of neighbouring channels of a row, over all pixels. The
 * numbers of a vector are its channels. w and b have one number per channel and start at 1 and 0, as
 * those of PyTorch's {@code nn.GroupNorm}.
 */
@Part(
        value = "group-norm",
        description =
                "every group of channels of a row with mean 0 and variance 1, then scaled and"
                        + " shifted by channel",
        paper = "Wu and He (2018), eq. 1, 6 and 7")
public record GroupNorm(
        @Setting(value = "number of groups, which divides the channels", defaultValue = "8")
                int groups,
        @Setting(value = "added to the variance, above 0", defaultValue = "1e-5") double epsilon)
        implements LayerPart {

    public GroupNorm {
        Counts.atLeastOne("groups", groups);
        Counts.positive("epsilon", epsilon);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the groups do not divide the channels
     */
    @Override
    public Layer create(LayerInput input) {
        Shape shape = input.seen();
        int channels = shape.extent(0);
        if (channels % groups != 0) {
            throw new IllegalArgumentException(
                    "%s groups do not divide %s channels\ngroups may be %s"
                            .formatted(
                                    groups,
                                    channels,
                                    IntStream.rangeClosed(1, channels)
                                            .filter(n -> channels % n == 0)
                                            .mapToObj(Integer::toString)
                                            .collect(Collectors.joining(", "))));
        }
        TensorRuntime runtime = input.context().runtime();
        Parameter weight = Parameter.learned("weight", runtime.ones(Shape.of(channels)));
        Parameter bias = Parameter.learned("bias", runtime.zeros(Shape.of(channels)));
        int each = shape.size() / groups;
        int pixels = shape.size() / channels;
        return new Layer(
                shape,
                List.of(weight, bias),
                x -> {
                    int n = x.shape().extent(0);
                    return Standardized.of(x.reshape(n, groups, each), epsilon, -1)
                            .value()
                            .reshape(n, channels, pixels)
                            .mul(weight.value().reshape(channels, 1))
                            .add(bias.value().reshape(channels, 1))
                            .reshape(x.shape());
                });
    }
}
