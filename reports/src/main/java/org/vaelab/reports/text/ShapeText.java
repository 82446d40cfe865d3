// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.text;

import org.vaelab.framework.Internal;

/** The shape of a datum in words. */
@Internal
public final class ShapeText {

    private ShapeText() {}

    /**
     * Returns {@code of 9 values each} for the shape 9, and {@code of shape 1 × 28 × 28} of images.
     */
    public static String of(String shape) {
        if (shape.contains("x")) {
            return "of shape " + shape.replace("x", " × ");
        }
        return "of " + shape + (shape.equals("1") ? " value each" : " values each");
    }
}
