// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.settings.ExtensionPoint;
import org.vaelab.framework.tensor.shape.Shape;

/** A layer in a list of a config. A record with the settings is the part. */
@ExtensionPoint("layer")
public interface LayerPart {

    /**
     * Makes the layer with initial weights.
     *
     * @throws IllegalArgumentException if it does not take the shape that reaches it; the message
     *     says what would fit
     */
    Layer create(LayerInput input);

    /**
     * Returns whether it takes all numbers of a row as one vector, so that further numbers may
     * follow them. By default it does not.
     */
    default boolean takesVectors() {
        return false;
    }

    /**
     * What a layer is made for.
     *
     * @param context the runtime, the key of the weights, and all parts
     * @param seen the shape of a row that reaches the layer: [features], or [channels, rows, columns]
     * @param place of the layer in a config, such as {@code network.encoder[2]}
     */
    record LayerInput(PartContext context, Shape seen, String place) {

        /**
         * Returns the shape that reaches the layer, of an image.
         *
         * @throws IllegalArgumentException if it is none
         */
        public Shape image() {
            if (seen.rank() != 3) {
                throw new IllegalArgumentException(
                        "it takes images, [channels, rows, columns]\nput {reshape: [channels, rows,"
                                + " columns]} before it");
            }
            return seen;
        }

        /** Returns the layers of a list inside of the layer as one, from what reaches the layer. */
        public Layer inside(String key, List<WrittenLayer> written) {
            return LayerList.create(written, new LayerInput(context, seen, place + "." + key), 0)
                    .joined();
        }

        /** Returns initial weights as PyTorch draws them, under the key of the layer. */
        public InitialWeights weights() {
            return new InitialWeights(context.runtime(), context.key(), Initializer.FAN_IN);
        }

        /**
         * Returns a learned parameter of weights as PyTorch draws them: uniform on +-1/sqrt(n).
         *
         * @param inputs n
         */
        public Parameter drawn(String name, Shape shape, int inputs) {
            return Parameter.learned(
                    name,
                    Initializer.FAN_IN.weights(
                            context.runtime(), context.key().split(name), shape, inputs, inputs));
        }
    }
}
