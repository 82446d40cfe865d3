// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.util.List;

/** Who asks something of a backend. */
final class Caller {

    /** Where the door to a backend is, and who only passes on what others ask for. */
    private static final List<String> PASSING_ON =
            List.of("java.", "org.vaelab.framework.tensor.", "org.vaelab.framework.onnx.trace.");

    private Caller() {}

    /** Returns the class, and the method unless it is a constructor or written by the compiler. */
    static String name() {
        return StackWalker.getInstance()
                .walk(
                        frames ->
                                frames.filter(Caller::asks)
                                        .findFirst()
                                        .map(Caller::name)
                                        .orElse("the program"));
    }

    private static boolean asks(StackWalker.StackFrame frame) {
        return PASSING_ON.stream().noneMatch(frame.getClassName()::startsWith);
    }

    private static String name(StackWalker.StackFrame frame) {
        String type = frame.getClassName();
        String simple = type.substring(type.lastIndexOf('.') + 1).replace('$', '.');
        String method = frame.getMethodName();
        boolean named = !method.startsWith("<") && !method.contains("$");
        return named ? simple + "." + method : simple;
    }
}
