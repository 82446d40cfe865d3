// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.tensor.Tensor;

/**
 * What a file has for 0 and for 1 of the data.
 *
 * @param low for 0
 * @param high for 1
 */
record Range(double low, double high) {

    static final Range UNIT = new Range(0, 1);

    /** The ranges in use for images. */
    static final List<Range> USUAL = List.of(UNIT, new Range(0, 255), new Range(-1, 1));

    /**
     * Returns the range of a setting.
     *
     * @param given two numbers; null: 0 and 1
     */
    static Range of(@Nullable List<Double> given) {
        return given == null ? UNIT : new Range(given.get(0), given.get(1));
    }

    /** Returns values of the data as the file has them. */
    Tensor toFile(Tensor x) {
        return equals(UNIT) ? x : x.mul(high - low).add(low);
    }

    /** Returns a number in the units of the data as the file has it. */
    double toFile(double value, HeadForm.Unit unit) {
        double scale = high - low;
        return switch (unit) {
            case NONE -> value;
            case VALUE -> value * scale + low;
            case LOG_SCALE -> value + Math.log(scale);
            case LOG_VARIANCE -> value + 2 * Math.log(scale);
        };
    }

    /** Returns numbers of the file in the units of the data. */
    Tensor fromFile(Tensor value, HeadForm.Unit unit) {
        double scale = high - low;
        if (equals(UNIT)) {
            return value;
        }
        return switch (unit) {
            case NONE -> value;
            case VALUE -> value.sub(low).div(scale);
            case LOG_SCALE -> value.sub(Math.log(scale));
            case LOG_VARIANCE -> value.sub(2 * Math.log(scale));
        };
    }

    @Override
    public String toString() {
        return "[" + text(low) + ", " + text(high) + "]";
    }

    private static String text(double end) {
        return end == Math.rint(end) ? Long.toString((long) end) : Double.toString(end);
    }
}
