// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.vaelab.reports.text.Escape.html;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.vaelab.reports.figures.Glyphs;
import org.vaelab.reports.text.Template;

/**
 * A report as one HTML page that loads nothing from outside. Apart from its script and style it is
 * well-formed XML.
 *
 * <p>Every part of the page works without its script. The script sorts tables, enlarges figures,
 * copies commands and switches between the light and the dark scheme. The content security policy
 * of the page allows this script alone, by its hash.
 */
public final class HtmlPage {

    private static final String MARKDOWN = " The same report: <a href=\"report.md\">Markdown</a>.";

    private HtmlPage() {}

    /**
     * Returns the page.
     *
     * @param formats the formats in which the report is written, to whose files the page links
     */
    public static String of(Content content, Set<Format> formats) {
        StringBuilder contents = new StringBuilder("<ol>\n");
        StringBuilder sections = new StringBuilder();
        HtmlBlocks blocks = new HtmlBlocks(content.targets(), formats, sections);
        for (Section section : content.sections()) {
            String id = html(section.id());
            String title = html(section.title());
            contents.append("<li><a href=\"#").append(id).append("\">");
            contents.append(title).append("</a></li>\n");
            sections.append("<section id=\"").append(id).append("\">\n<h2>");
            sections.append(title).append("</h2>\n");
            section.blocks().forEach(blocks::append);
            sections.append("</section>\n");
        }
        String script = Template.text(HtmlPage.class, "report.js");
        Map<String, String> values = new HashMap<>();
        values.put("title", html(content.title()));
        values.put("protocol", html(content.protocol()));
        values.put("style", Template.text(HtmlPage.class, "report.css"));
        values.put("script", script);
        values.put("hash", hash(script));
        // Folded for narrow windows, open beside the text for wide ones.
        values.put("contents", contents + "</ol>\n");
        values.put("sections", sections.toString());
        values.put("glyphs", Glyphs.definitions(sections));
        values.put("other", formats.contains(Format.MARKDOWN) ? MARKDOWN : "");
        return Template.fill(HtmlPage.class, "report.html", values);
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
