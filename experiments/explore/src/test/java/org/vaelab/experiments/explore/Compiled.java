// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles the lines of Java that the page shows, as the body of a method. */
final class Compiled {

    private static final String CLASS =
            """
            import java.nio.file.Path;
            import java.util.*;
            import org.vaelab.experiments.use.*;
            import org.vaelab.framework.data.*;
            import org.vaelab.framework.random.RandomKey;
            import org.vaelab.framework.record.RunFolder;
            class Lines {
                static void run() throws Exception {
            %s
                }
            }
            """;

    private Compiled() {}

    static void assertCompiles(String lines, Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        JavaFileObject source =
                new SimpleJavaFileObject(
                        URI.create("string:///Lines.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreErrors) {
                        return CLASS.formatted(lines);
                    }
                };
        List<String> options =
                List.of(
                        "-proc:none",
                        "-d",
                        folder.toString(),
                        "-classpath",
                        System.getProperty("java.class.path"));
        compiler.getTask(null, null, found, options, null, List.of(source)).call();
        assertThat(found.getDiagnostics())
                .as(lines)
                .filteredOn(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .isEmpty();
    }
}
