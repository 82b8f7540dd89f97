// Verifies a log that Guiju exported, with nothing of Guiju: formats and proofs as Go's own golang.org/x/mod/sumdb knows them.
//
//	third_party KEY LOG OLDER PROOFS
//
// KEY: file with a verifier key; LOG: folder; OLDER: an earlier checkpoint of the log; PROOFS: proofs that Guiju made.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func fail(format string, args ...interface{}) {
	fmt.Printf("REFUSED: "+format+"\n", args...)
	os.Exit(1)
}

func must(err error) {
	if err != nil {
		fail("%v", err)
	}
}

func read(path string) []byte {
	data, err := os.ReadFile(path)
	must(err)
	return data
}

// A checkpoint's text is origin, size and root, one a line.
func openCheckpoint(data []byte, key string) (string, tlog.Tree) {
	verifier, err := note.NewVerifier(strings.TrimSpace(key))
	must(err)
	opened, err := note.Open(data, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		fail("a checkpoint of %d lines", len(lines)-1)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return lines[0], tlog.Tree{N: size, Hash: root}
}

// The same tiles with the height left out, as C2SP tlog-tiles names them.
func tilePath(t tlog.Tile) string {
	path := strings.TrimPrefix(t.Path(), "tile/8/")
	return "tile/" + strings.Replace(path, "data/", "entries/", 1)
}

type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var list []tlog.Hash
	for _, i := range indexes {
		if i < 0 || i >= int64(len(h)) {
			return nil, fmt.Errorf("no hash %d", i)
		}
		list = append(list, h[i])
	}
	return list, nil
}

type folder string

func (f folder) Height() int { return height }
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		data, err := os.ReadFile(filepath.Join(string(f), tilePath(t)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}
func (f folder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func entriesOf(dir string, size int64) [][]byte {
	var entries [][]byte
	for first := int64(0); first < size; first += 1 << height {
		width := size - first
		if width > 1<<height {
			width = 1 << height
		}
		data := read(filepath.Join(dir, tilePath(tlog.Tile{H: height, L: -1, N: first >> height, W: int(width)})))
		for i := int64(0); i < width; i++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				fail("bundle %d ends inside an entry", first>>height)
			}
			length := int(binary.BigEndian.Uint16(data))
			entries = append(entries, data[2:2+length])
			data = data[2+length:]
		}
		if len(data) != 0 {
			fail("bundle %d has bytes after its entries", first>>height)
		}
	}
	return entries
}

// Every tile of the tree as its entries make it, byte for byte.
func compareTiles(dir string, size int64, stored hashes) int {
	count := 0
	for level := 0; size>>(height*level) > 0; level++ {
		nodes := size >> (height * level)
		for n := int64(0); n<<height < nodes; n++ {
			width := nodes - n<<height
			if width > 1<<height {
				width = 1 << height
			}
			tile := tlog.Tile{H: height, L: level, N: n, W: int(width)}
			want, err := tlog.ReadTileData(tile, stored)
			must(err)
			if !bytes.Equal(read(filepath.Join(dir, tilePath(tile))), want) {
				fail("%s is not that of the entries", tilePath(tile))
			}
			count++
		}
	}
	return count
}

type proofs struct {
	Inclusion []struct {
		Index int64
		Proof []string
	}
	Consistency []struct {
		Size  int64
		Root  string
		Proof []string
	}
}

func decode(list []string) []tlog.Hash {
	var all []tlog.Hash
	for _, text := range list {
		data, err := base64.StdEncoding.DecodeString(text)
		must(err)
		var h tlog.Hash
		if copy(h[:], data) != len(h) || len(data) != len(h) {
			fail("a hash of %d bytes", len(data))
		}
		all = append(all, h)
	}
	return all
}

func main() {
	if len(os.Args) != 5 {
		os.Exit(2)
	}
	key, dir := string(read(os.Args[1])), os.Args[2]
	origin, tree := openCheckpoint(read(filepath.Join(dir, "checkpoint")), key)
	oldOrigin, old := openCheckpoint(read(os.Args[3]), key)
	if origin != oldOrigin {
		fail("checkpoints of %s and %s", origin, oldOrigin)
	}
	entries := entriesOf(dir, tree.N)
	var stored hashes
	for i, entry := range entries {
		more, err := tlog.StoredHashes(int64(i), entry, stored)
		must(err)
		stored = append(stored, more...)
	}
	root, err := tlog.TreeHash(tree.N, stored)
	must(err)
	if root != tree.Hash {
		fail("the entries lead to another root")
	}
	tiles := compareTiles(dir, tree.N, stored)

	// Proofs out of the tiles alone.
	reader := tlog.TileHashReader(tree, folder(dir))
	for i := int64(0); i < tree.N; i += tree.N/61 + 1 {
		proof, err := tlog.ProveRecord(tree.N, i, reader)
		must(err)
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, i, tlog.RecordHash(entries[i])))
	}
	consistency, err := tlog.ProveTree(tree.N, old.N, reader)
	must(err)
	must(tlog.CheckTree(consistency, tree.N, tree.Hash, old.N, old.Hash))

	// Proofs that Guiju made.
	var made proofs
	must(json.Unmarshal(read(os.Args[4]), &made))
	if len(made.Inclusion) == 0 || len(made.Consistency) == 0 {
		fail("no proofs")
	}
	for _, p := range made.Inclusion {
		must(tlog.CheckRecord(decode(p.Proof), tree.N, tree.Hash, p.Index, tlog.RecordHash(entries[p.Index])))
	}
	for _, p := range made.Consistency {
		must(tlog.CheckTree(decode(p.Proof), tree.N, tree.Hash, p.Size, decode([]string{p.Root})[0]))
	}
	fmt.Printf("VERIFIED: %s, %d entries, %d tiles, inclusion %d hashes, consistency %d hashes, %d + %d proofs of the log's own\n",
		origin, tree.N, tiles, len(made.Inclusion[0].Proof), len(consistency), len(made.Inclusion), len(made.Consistency))
}
