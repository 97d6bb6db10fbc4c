/**
 * Entries in files: an append-only store after the manner of Bitcask, whose data files are Chronicle Map volumes.
 *
 * <h2>Structures</h2>
 *
 * <ul>
 *   <li>A <em>volume</em> is one Chronicle Map file of fixed size, its room reserved when it is made. Frames are added under
 *       keys of their own (sequence number and piece number), until the first that does not fit seals the volume. Nothing in
 *       it is ever replaced or removed, and Chronicle's own recovery is never used: used plainly, Chronicle Map loses
 *       acknowledged entries after a kill, waits a minute for locks of dead processes, and serves damaged values.
 *   <li>A <em>frame</em> says all of itself: store, generation, key, version, times, sequence; it is verified on each read.
 *   <li>The <em>index</em> is in memory: for each visible entry a hash of its key, its place (volume and sequence), its
 *       deadline, and in one byte of that when it was last used; at most 32 bytes an entry. Keys that share a hash are told apart by their frames.
 *   <li>The <em>holding</em> place, a map in the heap, takes what is spilled while no volume is ready. Above a mark nothing
 *       new is let into the cache until it was moved on, so it takes what the heap gives up and no more.
 *   <li><em>Room</em> is the account of bytes that are promised to entries in the heap, where a full tier rejects.
 *   <li>A payload above a piece (4 to 64 KB, by the size of a volume) is cut into <em>pieces</em>; its head frame, written
 *       last, has the table of the volumes that they lie in.
 *   <li>A <em>notice</em> is a frame that tells of death: a tombstone (the key's frames up to a version) or a withdrawal
 *       (one frame). Only tiers that survive a crash write them. A notice knows its horizon, the highest volume there was
 *       when it was written; it moves along until no volume up to that one is left.
 *   <li>A <em>journal</em>, where a crash is survived, lies beside each volume that has no hint file yet: a mapped file with a
 *       record for each frame but pieces, written when the frame is there and before its writer is told so. It is deleted when
 *       the hint file is durable, or just before the volume is.
 * </ul>
 *
 * <h2>Threads</h2>
 *
 * Callers add frames and change the index; that is memory operations only. Housekeeping runs in the given executor, one
 * thread at a time: it keeps the next volume ready, deletes volumes without a live frame, moves on what is held, writes
 * hint files, and merges: what is alive in a mostly dead volume is copied to the <em>attic</em>, a volume that nobody else
 * adds to, and the index made to name the copy unless the entry changed meanwhile. A <em>spare</em> volume is kept for that.
 * A writer for whom no volume is ready does a round of housekeeping himself, outside all locks; what the heap hands down
 * inside its lock never waits: entries are held, notices and moved deadlines are owed until the next {@code settle}.
 *
 * <p>When all bytes are taken, expired entries and then the coldest ones are evicted, if that is allowed; merging turns
 * their room into a volume.
 *
 * <p>Files are opened and written by short-lived threads of their own, as an interrupt would close them. Every use of a
 * volume passes a gate, so that closing one waits until nobody is in it. Locks, in the order of taking: the housekeeper's
 * turn, the readers of cursors, the turn of volumes, an index segment, a volume's gate.
 *
 * <h2>What is left behind, and how the start repairs it</h2>
 *
 * <ul>
 *   <li><em>Nothing survives</em>: the folder is the process's own and deleted at close. Folders of dead processes (their
 *       lock is free) are deleted when another one is made beside them.
 *   <li><em>Restart</em>: a proper close writes for each volume what is alive in it, then says so in the manifest. The first
 *       change of the next run takes that back, durably. A store that was not closed is discarded, counted and said once.
 *   <li><em>Crash</em>: the start takes the frame lists of sealed volumes from their hint files, and looks through the files
 *       of the others for frames. Of each key the frame with the highest version wins; a tombstone wins over an entry of
 *       its version. Volumes without a hint file are read without Chronicle, and housekeeping moves what is alive in them
 *       into fresh volumes. The start only reads, so it can be killed as often as one likes.
 *   <li><em>Killed while a file was made</em>: it bears its final name only when complete; others (<code>.new</code>) are
 *       deleted at the start.
 *   <li><em>A damaged frame</em> is taken out of the index and counted. Its volume is kept as long as older ones are, for
 *       its hint file knows that it held the newest. In a volume that was not yet sealed, the journal has a record of a frame
 *       that was damaged, and none of one that was being written. Frames of that key up to the lost version are not used;
 *       housekeeping writes a tombstone for them, as the journal goes with its volume.
 *   <li><em>A damaged journal</em>: of the volume all that is there is used, and taken for all there was.
 *   <li><em>A volume whose hash tables are damaged</em>, or that was cut off, is read without Chronicle, as those tables
 *       are what Chronicle trusts blindly.
 *   <li><em>A damaged hint file</em>: after a crash the volume is looked through instead; after a proper close of a store
 *       that survives restarts only, the volume is moved aside (<code>.damaged</code>).
 *   <li><em>A damaged manifest</em>: its copy is used; without one it is moved aside and the store starts empty.
 * </ul>
 *
 * <p>All of this is about processes that die. When the machine does, pages reach the device in any order: frames that
 * verify are used, but the newest of a key may be missing. A journal might know of it, and take away what was before it as
 * well; so one that was made before the machine started is not believed, which its boot id tells.
 *
 * <h2>Formats</h2>
 *
 * All numbers are big-endian; checksums are CRC32C.
 *
 * <pre>
 * Frame                                            Hint file, name.hint (all frames) or name.live (entries alive)
 *  0  magic "SPF1"                                   0  magic "SPH1"
 *  4  format, 1                                      4  format, 1
 *  5  kind: 1 entry, 2 tombstone, 3 piece,           5  content: 1 entries alive, 2 all frames but pieces
 *     4 withdrawal                                   6  1 if all hashes hold in every run
 *  6  flags: 1 key not canonical, 2 large            7  0
 *  7  0                                              8  store id
 *  8  store id                                      16  volume id
 * 16  generation                                    20  generation
 * 20  node                                          24  room of live frames
 * 24  version                                       32  number of live frames
 * 32  created; of a withdrawal: what is withdrawn   36  length of the volume's file
 * 40  deadline                                      44  number of its segments
 * 48  sequence                                      48  length of a segment
 * 56  length of the key, k                          56  length of the hash table that it begins with
 * 60  length of the payload, p                      64  checksum of the hash tables
 * 64  number of the piece; of a notice: horizon     68  length of the head, h
 * 68  checksum of 0..67 and the key                 72  head: what the volume's file begins with, unlocked
 * 72  key                                         72+h  number of words, 8 bytes each; then these:
 * 72+k payload                                           hash, sequence (40 bits) and flags (from bit 48) and kind
 * 72+k+p checksum of all before                          (from bit 56), deadline; where all frames are listed also
 *                                                        version, node and room, checksum of the key and horizon
 *                                                   then the checksum of all before
 * </pre>
 *
 * <p>A journal: magic "SPJ1" (4), format 1 (1), zeros (3), store id (8), volume id (4), number of records (4), mark (4), zeros (4),
 * boot id (16), zeros (12), checksum of all before (4); then the records:
 *
 * <pre>
 *  0  hash of the key's bytes; of a withdrawal: what is withdrawn
 *  8  sequence (40 bits) and flags (from bit 48) and kind (from bit 56)
 * 16  version
 * 24  node
 * 28  checksum of the key
 * 32  generation
 * 36  checksum of 0..35, XOR mark
 * </pre>
 *
 * <p>A table of pieces: length of the payload (4), of a piece (4), sequence of the pieces (8), their number (4), then runs:
 * volume (4), number of pieces in it (4). The manifest is a text file of <code>name=value</code> lines, the last of which is
 * its checksum in hexadecimal; <code>manifest.copy</code> is the same.
 *
 * <p>A tombstone of version 2 of a key of the two bytes <code>61 00</code>, of node 1, generation 1, sequence 9, horizon 3:
 *
 * <pre>
 * 53504631 01 02 00 00 | 1122334455667788 | 00000001 | 00000001 | 0000000000000002
 * 0000000000000000 0000000000000000 | 0000000000000009 | 00000002 00000000 00000003 | head checksum | 61 00 | checksum
 * </pre>
 */
@NullMarked
package io.spillway.tier.disk;

import org.jspecify.annotations.NullMarked;
