// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.vaelab.reports.text.Escape.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import org.vaelab.reports.figures.Glyphs;

/**
 * A report as one HTML page that loads nothing from outside. Apart from its script and style it is
 * well-formed XML.
 *
 * <p>Every part of the page works without its script. The script sorts tables, enlarges figures,
 * copies commands and switches between the light and the dark scheme. The content security policy
 * of the page allows this script alone, by its hash.
 */
public final class HtmlPage {

    private final Content content;
    private final Set<Format> formats;
    private final StringBuilder out = new StringBuilder();

    private HtmlPage(Content content, Set<Format> formats) {
        this.content = content;
        this.formats = formats;
    }

    /**
     * Returns the page.
     *
     * @param formats the formats in which the report is written, to whose files the page links
     */
    public static String of(Content content, Set<Format> formats) {
        return new HtmlPage(content, formats).page();
    }

    private String page() {
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n");
        head();
        out.append("<body>\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n");
        out.append("<header>\n<h1>").append(html(content.title())).append("</h1>\n");
        out.append("<p class=\"lead\">").append(html(content.protocol())).append("</p>\n");
        out.append("</header>\n");
        contents();
        out.append("<main id=\"main\">\n");
        HtmlBlocks blocks = new HtmlBlocks(content.targets(), formats, out);
        for (Section section : content.sections()) {
            out.append("<section id=\"").append(html(section.id())).append("\">\n<h2>");
            out.append(html(section.title())).append("</h2>\n");
            section.blocks().forEach(blocks::append);
            out.append("</section>\n");
        }
        out.append("</main>\n");
        footer();
        out.append(
                "<svg class=\"glyphs\" aria-hidden=\"true\" aria-label=\"Letters of the figures\">");
        out.append(Glyphs.definitions(out)).append("</svg>\n");
        return out.append("</body>\n</html>\n").toString();
    }

    private void head() {
        String script = resource("report.js");
        out.append("<head>\n<meta charset=\"utf-8\"/>\n");
        out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';");
        out.append(" img-src data:; style-src 'unsafe-inline'; script-src 'sha256-");
        out.append(hash(script)).append("'; base-uri 'none'; form-action 'none'\"/>\n");
        out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
        out.append("<meta name=\"color-scheme\" content=\"light dark\"/>\n");
        out.append("<meta name=\"generator\" content=\"VaeLab\"/>\n");
        out.append("<title>").append(html(content.title())).append("</title>\n");
        out.append("<style>\n").append(resource("report.css")).append("</style>\n");
        out.append("<script>").append(script).append("</script>\n</head>\n");
    }

    /** Appends the list of sections twice: folded for narrow windows, open beside the text for wide ones. */
    private void contents() {
        StringBuilder list = new StringBuilder("<ol>\n");
        for (Section section : content.sections()) {
            list.append("<li><a href=\"#").append(html(section.id())).append("\">");
            list.append(html(section.title())).append("</a></li>\n");
        }
        list.append("</ol>\n");
        out.append("<nav aria-label=\"Contents\">\n<details>\n<summary>Contents</summary>\n");
        out.append(list).append("</details>\n<div class=\"aside\">\n").append(list);
        out.append("</div>\n</nav>\n");
    }

    private void footer() {
        out.append("<footer>\n<p>Written by VaeLab from the records of the runs. All numbers:");
        out.append(" <a href=\"data/runs.csv\">by run</a>,");
        out.append(" <a href=\"data/means.csv\">means over seeds</a>.");
        if (formats.contains(Format.MARKDOWN)) {
            out.append(" The same report: <a href=\"report.md\">Markdown</a>.");
        }
        out.append("</p>\n</footer>\n");
    }

    private static String resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(HtmlPage.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String script) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(script.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
