// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A layer of a network that is a list of layers, in words {@code dense: 400 to 400, 314,000
 * parameters}.
 *
 * @param written as a config has it, in YAML
 * @param output the shape of a row after it
 * @param parameters how many numbers are learned
 */
public record NetworkLayer(String written, List<Integer> output, long parameters) {

    /** Returns the shape after it, such as {@code 32x14x14}. */
    public String shape() {
        return output.stream().map(String::valueOf).collect(Collectors.joining("x"));
    }

    @Override
    public String toString() {
        String learned = parameters == 0 ? "" : ", %,d parameters";
        return String.format(Locale.ROOT, "%s to %s" + learned, written, shape(), parameters);
    }

    /** Returns the layers of a network in words. The last one was added. */
    public static String text(List<NetworkLayer> layers, String between) {
        return layers.stream().map(NetworkLayer::toString).collect(Collectors.joining(between))
                + " (added)";
    }
}
