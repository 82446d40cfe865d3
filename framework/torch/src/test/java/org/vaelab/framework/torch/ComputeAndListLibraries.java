// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * A process of its own that opens the backend, multiplies once and prints the files that it has
 * mapped.
 */
final class ComputeAndListLibraries {

    private ComputeAndListLibraries() {}

    /** Exits with 0 after a right product, with 3 and the message if the backend does not open. */
    public static void main(String[] arguments) throws IOException {
        TensorBackend backend;
        try {
            backend = new TorchBackendProvider().open(new BackendSettings("cpu", 1));
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
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            System.out.println(line.replaceFirst("[^/]*", ""));
        }
        System.exit(right ? 0 : 1);
    }
}
