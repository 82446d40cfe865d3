// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.read;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;

/**
 * An input or an output of a file.
 *
 * @param type such as {@code float32}
 * @param dims its extents; -1 for one that is free
 */
@Internal
public record TensorPort(String name, String type, List<Long> dims) {

    static final String FLOAT32 = "float32";
    static final String FLOAT64 = "float64";

    static final long FREE = -1;

    public TensorPort {
        dims = List.copyOf(dims);
    }

    /** Returns the extents of a row. */
    public List<Long> row() {
        return dims.subList(1, dims.size());
    }

    /**
     * Returns the number of values of a row; -1 if an extent is free, or the axis of the batch is
     * absent.
     */
    public long width() {
        return dims.isEmpty() || row().stream().anyMatch(TensorPort::isFree)
                ? -1
                : row().stream().reduce(1L, (a, b) -> a * b);
    }

    /** Returns whether an extent is free. */
    public static boolean isFree(long dim) {
        return dim == FREE;
    }

    /** Returns the extents for messages: {@code [batch, 784]}. */
    public String shape() {
        return dims.stream()
                .map(dim -> isFree(dim) ? "?" : Long.toString(dim))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /**
     * Checks type and batch axis.
     *
     * @param kind {@code input} or {@code output}
     * @throws IllegalArgumentException if they do not serve
     */
    public void requireUsable(Path file, String kind) {
        if (!type.equals(FLOAT32) && !type.equals(FLOAT64)) {
            throw new IllegalArgumentException(
                    ("%s: %s '%s' is of type %s; expected float32 or float64"
                                    + "\nexport model.float(), and convert inside the graph if needed")
                            .formatted(file, kind, name, type));
        }
        if (dims.isEmpty() || !isFree(dims.get(0))) {
            throw new IllegalArgumentException(
                    ("%s: %s '%s' has the fixed shape %s; expected a free first axis for the batch"
                                    + "\nexport with torch.onnx.export(..., dynamic_axes={'%s': {0:"
                                    + " 'batch'}}) for every input and output")
                            .formatted(file, kind, name, shape(), name));
        }
    }
}
