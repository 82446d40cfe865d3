// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.vaelab.framework.Internal;

/**
 * Text as outlines of the sans-serif font of the machine. Lengths are thousandths of the font size.
 *
 * <p>An SVG draws each glyph once and refers to it by its number in the font.
 */
@Internal
public final class Glyphs {

    static final int UNITS = 1000;

    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, UNITS);
    private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);
    private static final Map<Integer, Shape> OUTLINES = new ConcurrentHashMap<>();
    private static final Pattern USE = Pattern.compile("\"#glyph(\\d+)\"");

    /** A glyph and where it begins in its text. */
    record Glyph(int code, double x) {

        Shape outline() {
            return OUTLINES.computeIfAbsent(
                    code, c -> FONT.createGlyphVector(CONTEXT, new int[] {c}).getOutline());
        }
    }

    private Glyphs() {}

    /**
     * Checks that text can be drawn.
     *
     * @throws FontException if Java's fonts need a library or a font that this machine lacks
     */
    public static void requireFonts() {
        try {
            width("x", 1);
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new FontException(e);
        }
    }

    static double width(String text, double size) {
        return text.isEmpty()
                ? 0
                : FONT.createGlyphVector(CONTEXT, text).getLogicalBounds().getWidth()
                        * size
                        / UNITS;
    }

    /** Returns the glyphs of a text that are not blank. */
    static List<Glyph> of(String text) {
        GlyphVector all = FONT.createGlyphVector(CONTEXT, text);
        List<Glyph> glyphs = new ArrayList<>();
        for (int i = 0; i < all.getNumGlyphs(); i++) {
            Glyph glyph = new Glyph(all.getGlyphCode(i), all.getGlyphPosition(i).getX());
            if (!glyph.outline().getBounds2D().isEmpty()) {
                glyphs.add(glyph);
            }
        }
        return glyphs;
    }

    static String use(Glyph glyph) {
        String x = glyph.x() == 0 ? "" : " x=\"" + Math.round(glyph.x()) + "\"";
        return "<use href=\"#glyph" + glyph.code() + "\"" + x + "/>";
    }

    /** Returns the outlines that SVG elements use, as a {@code defs} element. */
    public static String definitions(CharSequence svg) {
        TreeSet<Integer> codes = new TreeSet<>();
        USE.matcher(svg).results().forEach(use -> codes.add(Integer.valueOf(use.group(1))));
        StringBuilder out = new StringBuilder("<defs>");
        for (int code : codes) {
            out.append("<path id=\"glyph").append(code).append("\" d=\"");
            out.append(SvgPath.of(new Glyph(code, 0).outline(), 0)).append("\"/>\n");
        }
        return out.append("</defs>\n").toString();
    }
}
