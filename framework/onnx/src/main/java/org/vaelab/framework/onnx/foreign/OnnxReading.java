// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** How the two files of a model are read. */
record OnnxReading(OnnxNetwork encoder, OnnxNetwork decoder) {

    /**
     * A setting by which one reading differs from another.
     *
     * @param mistake of the other reading
     * @param remedy the setting of this one
     */
    record Difference(String mistake, String remedy) {}

    /**
     * Returns the readings in which the form and the range of one file differ, or the axes of both.
     *
     * @param usual the ranges to try beside the present ones; none if data have no range
     */
    List<OnnxReading> others(List<Range> usual) {
        List<OnnxReading> others = new ArrayList<>();
        for (OnnxNetwork other : encoder.readings(with(usual, encoder.file().range()))) {
            others.add(new OnnxReading(other, decoder));
        }
        for (OnnxNetwork other : decoder.readings(with(usual, decoder.file().range()))) {
            others.add(new OnnxReading(encoder, other));
        }
        TensorLayout.Order present =
                TensorLayout.Order.of(encoder.image(), encoder.file().layout());
        for (Layout layout : Layout.values()) {
            if (!Objects.equals(TensorLayout.Order.of(encoder.image(), layout), present)) {
                in(layout).ifPresent(others::add);
            }
        }
        return others;
    }

    private static List<Range> with(List<Range> usual, Range present) {
        return Stream.concat(Stream.of(present), usual.stream()).distinct().toList();
    }

    private Optional<OnnxReading> in(Layout layout) {
        try {
            return Optional.of(new OnnxReading(encoder.in(layout), decoder.in(layout)));
        } catch (IllegalArgumentException e) {
            // The shapes exclude it.
            return Optional.empty();
        }
    }

    /** Returns whether another reading has the same order of axes. */
    boolean hasAxesOf(OnnxReading other) {
        return encoder.file().layout() == other.encoder.file().layout();
    }

    /** Returns in which settings this reading differs from a declared one. */
    List<Difference> from(OnnxReading declared) {
        List<Difference> differences = new ArrayList<>();
        addForm(encoder, declared.encoder, differences);
        addRange(
                "%s seems to expect inputs in %s, and gets %s",
                encoder, declared.encoder, differences);
        addForm(decoder, declared.decoder, differences);
        addRange(
                "%s seems to give values in %s, and is read as giving %s",
                decoder, declared.decoder, differences);
        Layout layout = encoder.file().layout();
        if (layout != null && layout != declared.encoder.file().layout()) {
            differences.add(
                    new Difference(
                            "images seem to have the axes %s in both files"
                                    .formatted(layout.axes()),
                            ProposedSetting.LAYOUT.of(layout)));
        }
        return differences;
    }

    private static void addForm(OnnxNetwork read, OnnxNetwork declared, List<Difference> to) {
        ChosenOutputs outputs = read.outputs();
        if (!outputs.form().equals(declared.outputs().form())) {
            to.add(
                    new Difference(
                            "%s seems to give (%s), and is read as (%s)"
                                    .formatted(
                                            read.file().path(),
                                            outputs.form(),
                                            declared.outputs().form()),
                            read.file().half().outputs().of(outputs.named())));
        }
    }

    private static void addRange(
            String text, OnnxNetwork read, OnnxNetwork declared, List<Difference> to) {
        if (!read.file().range().equals(declared.file().range())) {
            to.add(
                    new Difference(
                            text.formatted(
                                    read.file().path(),
                                    read.file().range(),
                                    declared.file().range()),
                            read.file().half().range().of(read.file().range())));
        }
    }
}
