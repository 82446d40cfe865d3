// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.zip.CRC32;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.tensor.TensorScope;

/**
 * A compressed data set: a {@code .vlz} file. Its numbers are big-endian.
 *
 * <pre>
 *   "VLZ" and a zero byte; version, 16 bits
 *   length of the header, 32 bits; the header, JSON
 *   length of what a text file has beside its examples, 32 bits; that, as {@link PlainFile} has it
 *   the coder's state, 64 bits; how many words of its pad were taken; number of words; the words, 32 bits each
 *   of each batch its size less one, 8 bits, and the CRC-32 of its content
 *   CRC-32 of all bytes before
 * </pre>
 */
@Internal
public final class CodeFile {

    /** The bits of a datum, and what they are. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    public record Encoded(byte[] bytes, Costs costs) {}

    /**
     * The model of a file.
     *
     * @param run the folder of the run
     * @param checkpoint SHA-256 of its checkpoint, in hexadecimal digits
     * @param ending of the name of the text file that comes back, without a dot; empty if examples
     *     come back alone
     */
    public record CodingModel(String run, String checkpoint, String ending) {

        /** Takes txt for what is no ending, which could name another folder. */
        public CodingModel {
            ending = ending.matches("\\w*") ? ending : "txt";
        }
    }

    private record Header(
            CodingModel origin, CodedData data, Map<String, List<LatentCode.Reference>> bins) {}

    private static final int MAGIC = 'V' << 24 | 'L' << 16 | 'Z' << 8;
    private static final int VERSION = 3;

    /** Examples whose codes the bins of a chain are fitted to. */
    private static final int REFERENCE_EXAMPLES = 256;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Header header;
    private final byte[] plain;
    private final Rans rans;
    private final int pad;
    private final List<BitsBack.Coded> batches;

    private CodeFile(
            Header header, byte[] plain, Rans rans, int pad, List<BitsBack.Coded> batches) {
        this.header = header;
        this.plain = plain;
        this.rans = rans;
        this.pad = pad;
        this.batches = batches;
    }

    /**
     * Checks a model, without examples.
     *
     * @throws IllegalArgumentException if it cannot be coded with; the message names the part
     */
    public static void check(LatentVariableModel model) {
        CodedModel.check(model);
    }

    /**
     * Compresses examples.
     *
     * @param columns of a table; empty if values have no names
     * @param plain what a text file has beside the examples
     * @param progress is told how many examples are done
     * @throws IllegalArgumentException if the model or the data cannot be coded; the message names
     *     the part
     */
    public static Encoded encode(
            LatentVariableModel model,
            Examples examples,
            List<Column> columns,
            CodingModel origin,
            byte[] plain,
            IntConsumer progress) {
        CodedData data = CodedData.of(examples, columns, CodedModel.tokens(model, examples));
        int[] letters = data.letters(examples);
        Map<String, List<LatentCode.Reference>> bins;
        try (TensorScope scope = model.runtime().scope()) {
            int some = Math.min(examples.size(), REFERENCE_EXAMPLES);
            bins = CodedModel.references(model, BitsBack.first(model, data, letters, some));
        }
        BitsBack coder = new BitsBack(model, data, bins);
        Rans rans = Rans.empty();
        List<BitsBack.Coded> batches = coder.encode(letters, rans, progress);
        byte[] bytes = bytes(new Header(origin, data, bins), plain, rans, batches);
        double ofCoder = 64 + 32.0 * rans.words().length;
        return new Encoded(bytes, coder.costs(rans, 8.0 * (bytes.length - plain.length), ofCoder));
    }

    private static byte[] bytes(
            Header header, byte[] plain, Rans rans, List<BitsBack.Coded> batches) {
        byte[] json;
        try {
            json = JSON.writeValueAsBytes(header);
        } catch (JacksonException e) {
            throw new IllegalStateException(e);
        }
        int[] words = rans.words();
        ByteBuffer out =
                ByteBuffer.allocate(
                        14
                                + json.length
                                + plain.length
                                + 16
                                + 4 * words.length
                                + 5 * batches.size()
                                + 4);
        out.putInt(MAGIC).putShort((short) VERSION).putInt(json.length).put(json);
        out.putInt(plain.length).put(plain);
        out.putLong(rans.state()).putInt(rans.padWords()).putInt(words.length);
        for (int word : words) {
            out.putInt(word);
        }
        for (BitsBack.Coded batch : batches) {
            out.put((byte) (batch.size() - 1)).putInt(batch.checksum());
        }
        out.putInt(checksum(out.array(), out.capacity() - 4));
        return out.array();
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }

    /**
     * Reads a file, and decodes nothing yet.
     *
     * @throws CodeFileException if it is no such file, of another version, or damaged
     */
    public static CodeFile read(byte[] bytes) {
        if (bytes.length < 30 || ByteBuffer.wrap(bytes).getInt() != MAGIC) {
            throw new CodeFileException("it is no compressed file of VaeLab");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).position(4);
        int version = in.getShort();
        if (version != VERSION) {
            throw new CodeFileException(
                    "it has version %s of the format, and version %s is read"
                            .formatted(version, VERSION));
        }
        if (ByteBuffer.wrap(bytes).getInt(bytes.length - 4) != checksum(bytes, bytes.length - 4)) {
            throw new CodeFileException("it is damaged or cut off: its checksum is wrong");
        }
        // From here on a wrong number was written so: lengths are checked before room is made.
        byte[] json = new byte[length(in.getInt(), 1, in)];
        in.get(json);
        byte[] plain = new byte[length(in.getInt(), 1, in)];
        in.get(plain);
        long state = length(0, 16, in) == 0 ? in.getLong() : 0;
        int pad = in.getInt();
        int[] words = new int[length(in.getInt(), 4, in)];
        in.asIntBuffer().get(words);
        in.position(in.position() + 4 * words.length);
        List<BitsBack.Coded> batches = new ArrayList<>();
        long examples = 0;
        while (in.remaining() > 4) {
            length(5, 1, in);
            batches.add(new BitsBack.Coded((in.get() & 255) + 1, in.getInt()));
            examples += batches.get(batches.size() - 1).size();
        }
        Header header = header(json);
        if (examples != header.data().examples()) {
            throw new CodeFileException("its batches do not hold its examples");
        }
        return new CodeFile(header, plain, Rans.of(state, words), pad, batches);
    }

    private static int length(int length, int each, ByteBuffer in) {
        if (length < 0 || (long) length * each > in.remaining()) {
            throw new CodeFileException("it is cut off");
        }
        return length;
    }

    private static Header header(byte[] json) {
        try {
            Header header = JSON.readValue(json, Header.class);
            CodedData data = header.data();
            if (data.examples() < 1 || data.width() < 1 || data.alphabets().isEmpty()) {
                throw new CodeFileException("its header describes no data");
            }
            return header;
        } catch (IOException | NullPointerException e) {
            throw new CodeFileException(
                    "its header is not read: " + new String(json, StandardCharsets.UTF_8), e);
        }
    }

    /** Returns what a text file has beside the examples. */
    public byte[] plain() {
        return plain;
    }

    /** Returns the model with which it was made. */
    public CodingModel origin() {
        return header.origin();
    }

    /**
     * Decodes all examples. A file is decoded once.
     *
     * @param checkpoint SHA-256 of the checkpoint of the model
     * @return [n, D], in the units of the data, NaN where a value is missing
     * @throws CodeFileException if the model is another one, or this machine's numbers differ from
     *     the encoder's
     */
    public double[][] decode(LatentVariableModel model, String checkpoint) {
        CodedData data = header.data();
        int[] letters = letters(model, checkpoint);
        double[][] values = new double[data.examples()][data.width()];
        for (int i = 0; i < letters.length; i++) {
            int place = i % data.width();
            values[i / data.width()][place] = data.value(place, letters[i]);
        }
        return values;
    }

    /**
     * Checks that examples come back to the last bit. A file is decoded once.
     *
     * @param examples of which the file was made
     * @param checkpoint SHA-256 of the checkpoint of the model
     * @throws CodeFileException if they do not
     */
    public void verify(LatentVariableModel model, String checkpoint, Examples examples) {
        if (!Arrays.equals(letters(model, checkpoint), header.data().letters(examples))) {
            throw new CodeFileException("the examples do not come back");
        }
    }

    private int[] letters(LatentVariableModel model, String checkpoint) {
        CodedData data = header.data();
        if (!checkpoint.equals(origin().checkpoint())) {
            throw new CodeFileException(
                    "it was made with another model: checkpoint %s of run %s, not checkpoint %s"
                            .formatted(origin().checkpoint(), origin().run(), checkpoint));
        }
        if (data.width() != model.shape().size()) {
            throw new CodeFileException("it holds data of another shape than the model's");
        }
        BitsBack coder = new BitsBack(model, data, header.bins());
        int[] letters = coder.decode(rans, batches);
        if (!rans.isPad(pad)) {
            throw new CodeFileException("its start bits did not come back");
        }
        return letters;
    }
}
