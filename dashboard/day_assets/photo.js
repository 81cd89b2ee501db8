// A photograph, made smaller before it is kept: what the file says of place and device is gone.
const LONGEST_SIDE = 1600;

async function smaller(file) {
  const picture = await decoded(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const sheet = document.createElement('canvas');
  sheet.width = Math.max(1, Math.round(picture.width * scale));
  sheet.height = Math.max(1, Math.round(picture.height * scale));
  const pen = sheet.getContext('2d');
  pen.fillStyle = 'white';
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.drawImage(picture, 0, 0, sheet.width, sheet.height);
  const address = sheet.toDataURL('image/jpeg', 0.82);
  if (!address.startsWith('data:image/jpeg;base64,')) throw new Error('no picture');
  return address.slice(address.indexOf(',') + 1);
}

async function decoded(file) {
  if (window.createImageBitmap) {
    try {
      return await createImageBitmap(file, { imageOrientation: 'from-image' });
    } catch (error) { /* some browsers read by an element what they do not read so */ }
  }
  const address = URL.createObjectURL(file);
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    return picture;
  } finally {
    URL.revokeObjectURL(address);
  }
}

function pictureAddress(base64) {
  return `data:image/jpeg;base64,${base64}`;
}
