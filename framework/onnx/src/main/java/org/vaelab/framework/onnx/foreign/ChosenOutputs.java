// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.onnx.read.TensorPort;
import org.vaelab.framework.settings.Spelling;

/**
 * The outputs of a file that give the numbers of a form.
 *
 * @param form of the numbers
 * @param names of the outputs, in the order of the numbers
 * @param known all forms in which such numbers may come
 */
record ChosenOutputs(HeadForm form, List<String> names, List<HeadForm> known) {

    /** A file whose outputs are chosen. */
    record Source(HalfFile of, List<TensorPort> ports) {

        Path file() {
            return of.path();
        }

        Half half() {
            return of.half();
        }

        String key() {
            return half().outputs().key();
        }

        Optional<TensorPort> port(String name) {
            return ports.stream().filter(port -> port.name().equals(name)).findFirst();
        }

        List<String> names() {
            return ports.stream().map(TensorPort::name).toList();
        }

        /** Returns the outputs with the names of a form, with or without the prefix. */
        List<String> named(HeadForm form) {
            List<String> found = new ArrayList<>();
            for (String number : form.names()) {
                port(number)
                        .or(() -> port(half().prefix() + number))
                        .ifPresent(port -> found.add(port.name()));
            }
            return found;
        }

        /** Returns whether outputs have the names of one of some forms. */
        boolean names(List<HeadForm> forms) {
            return forms.stream().anyMatch(form -> named(form).size() == form.names().size());
        }
    }

    /**
     * Chooses the outputs.
     *
     * @param forms in which the numbers may come, the preferred one first
     * @throws IllegalArgumentException if they are not clear
     */
    static ChosenOutputs of(Source source, List<HeadForm> forms) {
        Map<String, String> given = source.of().outputs();
        ChosenOutputs chosen =
                given.isEmpty() ? byName(source, forms) : asGiven(source, given, forms);
        for (int i = 0; i < chosen.names.size(); i++) {
            chosen.requireWidth(source, i);
        }
        return chosen;
    }

    /**
     * Takes all outputs, one after the other, as the raw outputs of a head.
     *
     * @throws IllegalArgumentException if together they are not as wide
     */
    static ChosenOutputs inOrder(Source source, Head head) {
        List<HeadForm.Parameter> numbers = new ArrayList<>();
        for (TensorPort port : source.ports()) {
            port.requireUsable(source.file(), "output");
            numbers.add(HeadForm.Parameter.real(port.name(), Math.max(1, (int) port.width())));
        }
        int width = numbers.stream().mapToInt(HeadForm.Parameter::width).sum();
        if (width != head.width()) {
            throw new IllegalArgumentException(
                    "%s gives %s numbers a row: %s; expected %s: %s, one after the other\n%s, or name outputs, such as outputs: {%s: %s}"
                            .formatted(
                                    source.file(),
                                    width,
                                    widths(
                                            numbers,
                                            HeadForm.Parameter::name,
                                            HeadForm.Parameter::width),
                                    head.width(),
                                    widths(head.outputs(), Head.Output::name, Head.Output::width),
                                    source.half().widthRemedy(),
                                    head.outputs().get(0).name(),
                                    source.names().get(0)));
        }
        HeadForm form = new HeadForm(numbers, HeadForm::joined);
        return new ChosenOutputs(form, source.names(), List.of(form));
    }

    private static <T> String widths(
            List<T> of, Function<T, String> name, Function<T, Integer> width) {
        return of.stream()
                .map(each -> name.apply(each) + " (" + width.apply(each) + ")")
                .collect(Collectors.joining(", "));
    }

    private static ChosenOutputs asGiven(
            Source source, Map<String, String> given, List<HeadForm> forms) {
        for (HeadForm form : forms) {
            if (Set.copyOf(form.names()).equals(given.keySet())) {
                for (String name : given.values()) {
                    if (source.port(name).isEmpty()) {
                        throw new IllegalArgumentException(
                                "%s: %s names '%s', and the file has no such output\n%s"
                                        .formatted(
                                                source.file(),
                                                source.key(),
                                                name,
                                                Spelling.hint(name, source.names())));
                    }
                }
                return new ChosenOutputs(
                        form, form.names().stream().map(given::get).toList(), forms);
            }
        }
        throw new IllegalArgumentException(
                "%s: %s has the keys %s; expected %s"
                        .formatted(
                                source.file(),
                                source.key(),
                                String.join(", ", given.keySet()),
                                anyOf(forms)));
    }

    private static String anyOf(List<HeadForm> forms) {
        return forms.stream().map(HeadForm::toString).collect(Collectors.joining("; or "));
    }

    private static ChosenOutputs byName(Source source, List<HeadForm> forms) {
        for (HeadForm form : forms) {
            List<String> found = source.named(form);
            if (found.size() == form.names().size()) {
                return new ChosenOutputs(form, found, forms);
            }
        }
        HeadForm first = forms.get(0);
        if (first.names().size() == 1 && source.ports().size() == 1) {
            return new ChosenOutputs(first, source.names(), forms);
        }
        int some = Math.min(first.names().size(), source.ports().size());
        Map<String, String> example = new LinkedHashMap<>();
        for (int i = 0; i < first.names().size(); i++) {
            example.put(first.names().get(i), i < some ? source.names().get(i) : "NAME");
        }
        throw new IllegalArgumentException(
                "%s has the outputs %s; expected %s\nname them, such as %s"
                        .formatted(
                                source.file(),
                                String.join(", ", source.names()),
                                anyOf(forms),
                                source.half().outputs().of(example)));
    }

    private void requireWidth(Source source, int i) {
        TensorPort port = source.port(names.get(i)).orElseThrow();
        port.requireUsable(source.file(), "output");
        HeadForm.Parameter number = form.numbers().get(i);
        long width = port.width();
        if (width >= 0 && width != number.width()) {
            throw wrongWidth(
                    source.file(), source.half(), port.name(), port.shape(), width, number);
        }
    }

    static IllegalArgumentException wrongWidth(
            Path file,
            Half half,
            String output,
            String shape,
            long width,
            HeadForm.Parameter number) {
        return new IllegalArgumentException(
                "%s: output '%s' has the shape %s, %s numbers a row; expected %s for '%s'\n%s"
                        .formatted(
                                file,
                                output,
                                shape,
                                width,
                                number.width(),
                                number.name(),
                                half.widthRemedy()));
    }

    /** Returns the same outputs as the numbers of another form. */
    ChosenOutputs readAs(HeadForm other) {
        return new ChosenOutputs(other, names, known);
    }

    /** Returns the forms with the widths of the outputs, among them the present one. */
    List<HeadForm> sameWidths() {
        return known.stream().filter(each -> widths(each).equals(widths(form))).toList();
    }

    /** Returns a form whose numbers have no limits, such as logits; empty if there is none. */
    Optional<HeadForm> unlimited() {
        return known.stream().filter(HeadForm::isUnlimited).findFirst();
    }

    private static List<Integer> widths(HeadForm form) {
        return form.numbers().stream().map(HeadForm.Parameter::width).toList();
    }

    /** Returns these outputs by the numbers that they are. */
    Map<String, String> named() {
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            named.put(form.names().get(i), names.get(i));
        }
        return named;
    }
}
