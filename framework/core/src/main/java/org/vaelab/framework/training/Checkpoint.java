// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that training needs to go on, or a model to be used again.
 *
 * <p>On disk it is one file in the safetensors format, which NumPy, PyTorch and JAX read: 8 bytes
 * little-endian length n; n bytes of JSON, from each array's name to its {@code dtype}, {@code
 * shape} and {@code data_offsets}; the arrays, little-endian, row-major. Facts about the run are in
 * the JSON's {@code __metadata__}, as strings. Names: {@code model.*}, {@code estimator.*}, {@code
 * optimizer.*}, and {@code best.*} under early stopping.
 *
 * @param arrays by name
 * @param facts by name, such as {@code step}
 */
public record Checkpoint(Map<String, Array> arrays, Map<String, String> facts) {

    /** The name under which the number of steps done is stored. */
    public static final String STEP = "step";

    /**
     * One array; exactly one of the two value arrays is not empty unless the array is.
     *
     * @param shape its extents
     * @param floats its elements, if it is float32
     * @param doubles its elements, if it is float64
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
    public record Array(int[] shape, float[] floats, double[] doubles) {

        /** Returns whether the elements are float64. */
        public boolean isDouble() {
            return doubles.length > 0;
        }
    }

    /** Copies both maps, sorted by name, so that equal checkpoints have equal bytes. */
    public Checkpoint {
        arrays = Collections.unmodifiableMap(new TreeMap<>(arrays));
        facts = Collections.unmodifiableMap(new TreeMap<>(facts));
    }

    /** Returns the number of steps done. */
    public long step() {
        return Long.parseLong(facts.getOrDefault(STEP, "0"));
    }
}
