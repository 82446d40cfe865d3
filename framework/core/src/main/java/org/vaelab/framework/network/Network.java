// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import java.util.List;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/** A learned map from rows to rows. */
public interface Network extends Component {

    /**
     * Applies the map.
     *
     * @param x [..., inputs]
     * @return [..., outputs]
     */
    Tensor apply(Tensor x);

    /**
     * Returns how many numbers the network holds of one row on the way, where that is much more
     * than inputs and outputs, and 0 otherwise. Evaluation shows fewer rows at once to such a
     * network.
     */
    default int heldPerRow() {
        return 0;
    }

    /** A network that is defined for rows [N, inputs]. */
    interface RowNetwork extends Network {

        /** Returns the numbers of a row. */
        int inputs();

        /** Applies the map to rows, [N, inputs] to [N, outputs]. */
        Tensor ofRows(Tensor rows);

        @Override
        default Tensor apply(Tensor x) {
            Shape leading = x.shape().range(0, -1);
            if (x.shape().extent(-1) != inputs()) {
                throw new IllegalArgumentException(
                        "a network of rows of " + inputs() + " numbers does not take " + x.shape());
            }
            Tensor rows = ofRows(x.reshape(leading.size(), inputs()));
            return rows.reshape(leading.append(rows.shape().extent(-1)));
        }

        /** Returns features of rows, and after them the numbers of the rows from a place on. */
        static Tensor joined(Tensor features, Tensor rows, int from) {
            int to = rows.shape().extent(-1);
            return from == to
                    ? features
                    : Tensor.concatenate(List.of(features, rows.slice(-1, from, to)), -1);
        }
    }
}
