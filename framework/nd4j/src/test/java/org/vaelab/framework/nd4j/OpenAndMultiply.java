// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** A process of its own that opens the backend, multiplies once and prints nothing of itself. */
final class OpenAndMultiply {

    private OpenAndMultiply() {}

    /** Exits with 0 after the product, with 3 and the message if the backend does not open. */
    public static void main(String[] arguments) {
        // As an application does that does not want to hear of ND4J's environment.
        Logger.getLogger("").setLevel(Level.WARNING);
        TensorBackend backend;
        try {
            backend = new Nd4jBackendProvider().open(new BackendSettings("auto", 1));
        } catch (BackendException e) {
            System.out.print(e.getMessage());
            System.exit(3);
            return;
        }
        Buffer a = backend.arrangement().fill(1, Shape.of(8, 8), DType.FLOAT32);
        boolean right =
                backend.storage().readFloats(backend.products().matmul(a, false, a, false))[63]
                        == 8;
        backend.close();
        System.exit(right ? 0 : 1);
    }
}
